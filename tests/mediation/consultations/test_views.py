"""Pages, papers and API of consultations."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mediation.consultations import actions, following
from mediation.consultations.models import Consultation
from mediation.consultations.words import Kind
from tests.factories.mediation import make_case, make_mediator

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def keeper(cast, in_one):
    """Keeps the mediation room of station one."""
    return make_mediator(cast.station, keeper=True).user


@pytest.fixture
def meeting(cast, keeper):
    """A meeting with a case and a task."""
    made = actions.plan(
        station=cast.station, kind=Kind.WORKDAY, title="政法工作日", starts_at=timezone.now() + DAY, minutes=90,
        place="三楼会议室", actor=keeper, chair=cast.chief,
    )  # fmt: skip
    actions.invite(meeting=made, officers=[cast.officer], actor=keeper)
    actions.put_on(meeting=made, case=make_case(cast.station), why="矛盾突出", actor=keeper)
    following.give(meeting=made, words="走访", officer=cast.officer, due_on=timezone.localdate() + DAY, actor=keeper)
    return made


def test_the_pages_of_a_meeting_open(client_of, keeper, meeting):
    browser = client_of(keeper)
    names = ["consultation", "consultation-change", "consultation-invite", "consultation-hold", "consultation-cancel",
             "consultation-point-new", "consultation-task-new"]  # fmt: skip
    for name in names:
        assert browser.get(reverse(name, args=[meeting.pk])).status_code == 200, name
    for name in ["consultations", "consultation-new", "consultation-rule", "consultation-tasks"]:
        assert browser.get(reverse(name)).status_code == 200, name
    item, task = meeting.items.get(), meeting.tasks.get()
    assert browser.get(reverse("consultation-point-move", args=[item.pk])).status_code == 200
    assert browser.get(reverse("consultation-task-done", args=[task.pk])).status_code == 200
    case_pages = [reverse(name, args=[item.case_id]) for name in ("consultations-part", "consultation-put-on-next")]
    assert [browser.get(page).status_code for page in case_pages] == [200, 200]


@pytest.mark.parametrize(("form", "start"), [("pdf", b"%PDF"), ("docx", b"PK")])
def test_the_agenda_and_the_minutes_are_printed(form, start, client_of, keeper, meeting):
    browser = client_of(keeper)
    answer = browser.get(reverse("consultation-agenda-paper", args=[meeting.pk]), {"format": form})
    assert answer.content.startswith(start)
    Consultation.objects.update(starts_at=timezone.now() - DAY, ends_at=timezone.now() - DAY / 2)
    actions.hold(meeting=meeting, came=list(meeting.members.all()), minutes="情况", actor=keeper)
    answer = browser.get(reverse("consultation-minutes-paper", args=[meeting.pk]), {"format": form})
    assert answer.content.startswith(start)


def test_a_task_goes_its_way_over_the_pages(client_of, cast, keeper, meeting):
    task = meeting.tasks.get()
    own = client_of(cast.officer)
    own.post(reverse("consultation-task-give-back", args=[task.pk]), {"reason": "不属本人职责"})
    task.refresh_from_db()
    assert task.state == "returned"
    client_of(keeper).post(
        reverse("consultation-task-give", args=[task.pk]),
        {"officer": cast.deputy.pk, "due_on": f"{timezone.localdate() + DAY}"},
    )
    client_of(cast.deputy).post(reverse("consultation-task-done", args=[task.pk]), {"result": "已走访"})
    task.refresh_from_db()
    assert (task.state, task.officer) == ("done", cast.deputy)


def test_the_api_shows_state_verbs_agenda_and_refuses_with_a_reason(client_of, keeper, meeting):
    browser = client_of(keeper)
    shown = browser.get(f"/api/v1/consultations/{meeting.pk}/").json()
    assert (shown["state"], len(shown["agenda"]), len(shown["tasks"])) == ("planned", 1, 1)
    refused = browser.post(
        f"/api/v1/consultations/{meeting.pk}/cancel/", {"reason": "冲突"}, content_type="application/json"
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "agenda_left")
    listed = browser.get("/api/v1/consultation-tasks/?state=open").json()
    assert listed["count"] == 1


def test_another_station_finds_nothing(client_of, cast, meeting):
    browser = client_of(cast.chief2)
    assert browser.get(reverse("consultation", args=[meeting.pk])).status_code == 404
    assert browser.get(f"/api/v1/consultations/{meeting.pk}/").status_code == 404
