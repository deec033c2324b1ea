"""Pages and API of the archive: what they show, to whom, and the public question."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mediation.archive import actions, filing
from mediation.archive.models import FollowUp, MediatorComplaint, SatisfactionLink
from mediation.cases.models import Case
from mediation.cases.words import State
from stations.jobs.models import Job
from tests.factories import client_of
from tests.factories.mediation import make_case


@pytest.fixture
def due(station, mediator):
    """A visit that is due."""
    day = timezone.localdate()
    case = make_case(station, State.PERFORMED, mediator=mediator, follow_up_due_on=day)
    case.parties.update(name="张三丰")
    return FollowUp.objects.create(station=station, case=case, due_on=day, reason="例行回访")


def answer(**more) -> dict:
    return {
        "way": "phone", "visited_at": timezone.localtime().strftime("%Y-%m-%dT00:00"), "performance": "full",
        "result": "ok", "satisfaction": "5", "words": "",
    } | more  # fmt: skip


def test_the_list_masks_the_parties(due, mediator):
    page = client_of(mediator.user).get(reverse("follow-ups")).content.decode()
    assert due.case.number in page and "张**" in page and "张三丰" not in page


def test_a_stranger_sees_neither_visit_nor_file(due, stranger):
    browser = client_of(stranger)
    for name in ("follow-up", "follow-up-print"):
        assert browser.get(reverse(name, args=[due.pk])).status_code == 404
    for name in ("case-file", "case-file-cover", "follow-up-part", "file-part", "satisfaction-ask"):
        assert browser.get(reverse(name, args=[due.case_id])).status_code == 404


def test_a_visit_is_recorded_on_its_page_and_printed(due, mediator):
    browser = client_of(mediator.user)
    assert browser.get(reverse("follow-up", args=[due.pk])).status_code == 200
    wrong = browser.post(reverse("follow-up", args=[due.pk]), answer(party=""))
    assert wrong.status_code == 400
    done = browser.post(reverse("follow-up", args=[due.pk]), answer(party=due.case.parties.first().pk))
    assert done.status_code == 302
    assert Case.objects.get(pk=due.case_id).state == State.VISIT
    shown = browser.get(reverse("follow-up", args=[due.pk])).content.decode()
    assert "张**" in shown and "张三丰" not in shown
    paper = browser.get(reverse("follow-up-print", args=[due.pk]))
    assert paper.content[:5] == b"%PDF-"


def test_the_verb_of_the_case_leads_to_the_visit_or_to_a_new_one(due, mediator):
    browser, start = client_of(mediator.user), reverse("follow-up-start", args=[due.case_id])
    assert browser.get(start).url == due.get_absolute_url()
    due.delete()
    assert browser.get(start).url == reverse("follow-up-plan", args=[due.case_id])


def test_the_fragments_are_cheap(due, mediator, django_assert_max_num_queries):
    browser = client_of(mediator.user)
    for name in ("follow-up-part", "file-part"):
        with django_assert_max_num_queries(20):
            assert browser.get(reverse(name, args=[due.case_id])).status_code == 200


def test_the_page_of_the_file_says_what_is_missing_and_archives_when_nothing_is(whole, keeper):
    case, browser = whole(instant=True, rights_notice_at=None), client_of(keeper)
    page = browser.get(reverse("case-file", args=[case.pk]))
    assert "RT-05" in page.content.decode()
    refused = browser.post(reverse("case-file-archive", args=[case.pk]), {"remarks": ""})
    assert refused.status_code == 400
    Case.objects.filter(pk=case.pk).update(rights_notice_at=timezone.now())
    assert browser.get(reverse("case-file-archive", args=[case.pk])).status_code == 200
    assert browser.post(reverse("case-file-archive", args=[case.pk]), {"remarks": "无"}).status_code == 302
    filing.work(Job.objects.get(kind=filing.KIND), lambda *args: None)
    file = Case.objects.get(pk=case.pk).file
    assert browser.get(reverse("case-file", args=[case.pk])).status_code == 200
    assert browser.get(reverse("file", args=[file.bound_id])).content[:5] == b"%PDF-"
    assert browser.get(reverse("case-file-cover", args=[case.pk])).content[:5] == b"%PDF-"
    assert file.number in browser.get(reverse("mediation-archive")).content.decode()


def test_nobody_else_fetches_the_bound_file(whole, keeper, stranger):
    case = whole(instant=True)
    actions.archive(case=case, actor=keeper)
    filing.work(Job.objects.get(kind=filing.KIND), lambda *args: None)
    bound = Case.objects.get(pk=case.pk).file.bound_id
    assert client_of(stranger).get(reverse("file", args=[bound])).status_code == 403


def test_binding_starts_a_job_with_its_page(whole, mediator):
    case = whole()
    sent = client_of(mediator.user).post(reverse("case-file-bind", args=[case.pk]))
    assert sent.url == Job.objects.get(kind=filing.KIND).get_absolute_url()


def test_a_party_answers_once_by_its_link_and_complains_with_it_rt_18(due, mediator, keeper):
    party = due.case.parties.first()
    page = client_of(mediator.user).post(
        reverse("satisfaction-ask", args=[due.case_id]), {"party": party.pk, "where": "link"}
    )
    address = page.context["address"]
    link = SatisfactionLink.objects.get()
    token = address.rstrip("/").rsplit("/", 1)[1]
    assert link.digest == actions.digest_of(token) and token not in str(vars(link))
    browser, url = Client(), reverse("satisfaction", args=[token])
    shown = browser.get(url)
    assert shown.status_code == 200 and "张三丰" not in shown.content.decode()
    assert not browser.cookies
    sent = {"score": "2", "misconduct": "bias", "mediator": mediator.pk, "story": "偏袒对方"}
    assert browser.post(url, sent | {"story": ""}).status_code == 400
    assert browser.post(url, sent).status_code == 200
    browser.post(url, sent | {"score": "5"})
    link.refresh_from_db()
    assert link.score == 2
    row = MediatorComplaint.objects.get()
    assert (row.mediator, row.party, row.entered_by) == (mediator, party, None)


def test_an_unknown_a_withdrawn_and_an_old_link_say_the_same(due, keeper):
    party = due.case.parties.first()
    _row, first = actions.make_link(case=due.case, party=party, actor=keeper)
    _row, second = actions.make_link(case=due.case, party=party, actor=keeper, days=0)
    pages = [Client().get(reverse("satisfaction", args=[token])) for token in ("no-such-token", first, second)]
    assert [page.status_code for page in pages] == [404, 200, 200]
    assert all("form" not in (page.context or {}) for page in pages)


def test_the_public_question_is_limited_in_number():
    url = reverse("satisfaction", args=["guess"])
    assert [Client().get(url).status_code for _turn in range(12)][-1] == 429


def test_the_link_leads_to_the_door_that_phones_reach(due, mediator, settings):
    settings.PHONE_URL = "https://public.example.org"
    sent = {"party": due.case.parties.first().pk, "where": "link"}
    page = client_of(mediator.user).post(reverse("satisfaction-ask", args=[due.case_id]), sent)
    assert page.context["address"].startswith("https://public.example.org/q/s/")


def test_without_a_counter_an_answer_is_put_off_and_not_lost(due, keeper, settings):
    party = due.case.parties.first()
    row, token = actions.make_link(case=due.case, party=party, actor=keeper)
    url = reverse("satisfaction", args=[token])
    there = settings.CACHES
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }
    refused = [Client().get(url), Client().post(url, {"score": "5"})]
    assert [page.status_code for page in refused] == [503, 503]
    assert all(page["Retry-After"] == "300" and 'role="alert"' in page.content.decode() for page in refused)
    settings.CACHES = there
    assert Client().post(url, {"score": "5"}).status_code == 200
    row.refresh_from_db()
    assert row.score == 5


def test_complaints_are_for_leaders_and_keepers_and_never_for_who_is_meant(due, mediator, keeper, station):
    row = actions.complain(mediator=mediator, kind="insult", words="骂人", actor=mediator.user, case=due.case)
    assert client_of(mediator.user).get(reverse("mediator-complaints")).status_code == 403
    browser = client_of(keeper)
    assert browser.get(reverse("mediator-complaints")).status_code == 200
    assert browser.get(row.get_absolute_url()).status_code == 200
    assert browser.post(row.get_absolute_url(), {"verdict": "criticism", "findings": "属实"}).status_code == 302
    own = actions.complain(mediator=keeper.mediator, kind="leak", words="泄密", actor=mediator.user)
    assert browser.get(own.get_absolute_url()).status_code == 404
    new = client_of(mediator.user).get(reverse("mediator-complaint-of-case", args=[due.case_id]))
    assert new.status_code == 200


def test_the_figures_count_and_rank_nobody(due, keeper):
    page = client_of(keeper).get(reverse("mediation-figures"))
    values = {figure.code: value for figure, value, _url in page.context["figures"]}
    assert values["mediation.registered"] == 1 and values["mediation.performed"] == 1
    assert values["mediation.effective"] == 100.0
    assert [line.counts["performed"] for board in page.context["boards"] for line in board.lines] == [1, 1, 1, 1]


def test_the_api_records_a_visit_and_archives_like_the_pages(whole, mediator, keeper):
    case = whole()
    row = FollowUp.objects.create(station=case.station, case=case, due_on=timezone.localdate(), reason="回访")
    Case.objects.filter(pk=case.pk).update(follow_up_due_on=row.due_on)
    keep, browser = client_of(keeper), client_of(mediator.user)
    archive = f"/api/v1/case-files/{case.pk}/archive/"
    refused = keep.post(archive, {}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (409, "visit_due")
    sent = {
        "way": "visit", "visited_at": timezone.localtime().isoformat(), "performance": "full", "result": "ok",
        "party": case.parties.first().pk,
    }  # fmt: skip
    done = browser.post(f"/api/v1/follow-ups/{row.pk}/record/", sent, content_type="application/json")
    assert done.status_code == 200 and done.json()["case_state"] == "visit"
    assert browser.post(archive, {}, content_type="application/json").status_code == 403
    stand = keep.get(f"/api/v1/case-files/{case.pk}/papers/").json()
    assert stand["complete"] and stand["course"] == "performed"
    filed = keep.post(archive, {}, content_type="application/json")
    assert filed.status_code == 200 and filed.json()["number"].endswith("-0001")
    assert keep.get("/api/v1/case-files/").json()["count"] == 1
    assert keep.get("/api/v1/follow-ups/").json()["count"] == 1
