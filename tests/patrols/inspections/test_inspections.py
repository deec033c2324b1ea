"""The liaison officer's round: what came up is followed to its end, and nobody checks the own work."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from patrols.inspections import actions, readings, rules
from patrols.inspections.actions import Raised
from patrols.inspections.models import Inspection, InspectionPoint
from patrols.squads.models import Liaison
from stations.agenda.registry import due_from
from stations.kit.answer import NotAllowed, RuleBroken
from stations.kit.scoping import in_station
from stations.notices.models import Notice
from tests.factories import client_of
from tests.factories.organisation import FIRST_DAY
from tests.factories.patrols import make_guard, make_patrols, make_squad

pytestmark = pytest.mark.django_db
Kind, State = InspectionPoint.Kind, InspectionPoint.State
CORRECTION = Raised(Kind.CORRECTION, "未佩戴袖标")


@pytest.fixture
def patrols(cast):
    """A squad on its way, looked after by the officer of the cast."""
    with in_station(cast.station):
        made = make_patrols(cast.station)
        Liaison.objects.create(station=cast.station, squad=made.squad, officer=cast.officer, start=FIRST_DAY)
        yield made


@pytest.fixture
def inspect(cast, patrols):
    """``inspect(raised…)``: the liaison officer visits the squad."""

    def visit(*raised, **fields):
        return actions.inspect(squad=patrols.squad, actor=cast.officer.user, raised=raised, **fields)

    return visit


class TestTheVisit:
    def test_it_knows_the_running_duty_and_who_should_be_there(self, inspect, patrols):
        made = inspect(present=1)
        assert (made.duty, made.present, made.planned) == (patrols.duty, 1, 2)

    def test_what_is_left_to_do_is_told_to_the_squad_leader(self, inspect, patrols):
        inspect(CORRECTION)
        assert Notice.objects.get().recipient == patrols.leader.user

    def test_what_was_settled_on_the_spot_is_done_and_seen(self, inspect):
        made = inspect(Raised(Kind.GUIDANCE, "盘查边界", result="当场讲解"))
        assert made.points.get().state == State.CHECKED
        assert not Notice.objects.exists()

    def test_another_squads_officer_and_a_guard_do_not_inspect(self, cast, patrols):
        for person in (cast.desk.user, patrols.leader.user):
            with pytest.raises(NotAllowed):
                actions.inspect(squad=patrols.squad, actor=person)

    @pytest.mark.parametrize(
        "fields",
        [
            {"at": datetime.datetime(2999, 1, 1, tzinfo=datetime.UTC)},
            {"raised": [Raised(Kind.HELP, " ")]},
            {"raised": [Raised(Kind.HELP, "x")] * 11},
            {"raised": [Raised(Kind.HELP, "x", due_on=datetime.date(2020, 1, 1))]},
        ],
    )
    def test_what_cannot_be_is_refused_and_nothing_is_kept(self, cast, patrols, fields):
        with pytest.raises(RuleBroken):
            actions.inspect(squad=patrols.squad, actor=cast.officer.user, **fields)
        assert not Inspection.objects.exists()


class TestWhatCameUp:
    def test_the_squad_settles_and_the_officer_checks(self, inspect, patrols, cast):
        point = inspect(CORRECTION).points.get()
        actions.settle(point=point, actor=patrols.leader.user, result="已全部佩戴")
        with pytest.raises(NotAllowed):
            actions.check(point=point, actor=patrols.leader.user)
        assert actions.check(point=point, actor=cast.officer.user).state == State.CHECKED

    def test_nobody_checks_the_own_work(self, inspect, cast):
        point = inspect(CORRECTION).points.get()
        actions.settle(point=point, actor=cast.officer.user, result="已纠正")
        with pytest.raises(NotAllowed):
            actions.check(point=point, actor=cast.officer.user)

    def test_help_is_given_by_the_station(self, inspect, patrols):
        point = inspect(Raised(Kind.HELP, "缺少雨衣")).points.get()
        with pytest.raises(NotAllowed):
            actions.settle(point=point, actor=patrols.leader.user, result="已解决")

    def test_sent_back_it_is_open_again(self, inspect, patrols, cast):
        point = inspect(CORRECTION).points.get()
        actions.settle(point=point, actor=patrols.leader.user, result="好了")
        row = actions.send_back(point=point, actor=cast.officer.user)
        assert (row.state, row.result) == (State.OPEN, "")

    def test_nothing_is_done_without_a_word(self, inspect, patrols):
        point = inspect(CORRECTION).points.get()
        with pytest.raises(RuleBroken):
            actions.settle(point=point, actor=patrols.leader.user, result=" ")

    def test_the_step_table_is_walked_whole(self, inspect, patrols, cast):
        point = inspect(CORRECTION).points.get()
        point.result = "x"
        people = {"leader": patrols.leader.user, "stranger": make_guard(make_squad(cast.station)).user,
                  "liaison": cast.officer.user, "desk": cast.desk.user}  # fmt: skip
        may = {"settle": {"leader", "liaison"}, "check": {"liaison"}, "send_back": {"liaison"}}
        for state in State.values:
            for verb, names in may.items():
                point.state = state
                step = rules.STEPS.step(state, verb)
                found = {name for name, user in people.items() if rules.STEPS.check(point, verb, user)}
                assert found == (names if step else set()), (state, verb)

    def test_the_officer_is_reminded_of_both(self, inspect, patrols, cast):
        today = timezone.localdate()
        point = inspect(CORRECTION).points.get()
        actions.settle(point=point, actor=patrols.leader.user, result="好了")
        inspect(Raised(Kind.CORRECTION, "x", due_on=today))
        assert len(due_from(readings.due, cast.officer.user, today)) == 1
        assert len(due_from(readings.due, cast.officer.user, today + datetime.timedelta(days=1))) == 2
        assert due_from(readings.due, cast.desk.user, today) == []


class TestPages:
    def test_a_visit_is_written_down_and_followed(self, patrols, cast):
        officer = client_of(cast.officer)
        form = {"squad": patrols.squad.pk, "present": 2, "passed": "on", "kind_1": "correction",
                "words_1": "未佩戴袖标"}  # fmt: skip
        page = officer.post(reverse("inspection-new"), form, follow=True)
        assert "未佩戴袖标" in page.content.decode()
        assert "未佩戴袖标" in client_of(patrols.leader).get(reverse("phone-squad-points")).content.decode()
        point = InspectionPoint.objects.get()
        client_of(patrols.leader).post(reverse("phone-squad-point-done", args=[point.pk]), {"result": "已佩戴"})
        officer.post(reverse("inspection-point-check", args=[point.pk]))
        assert InspectionPoint.objects.get().state == State.CHECKED
        assert officer.get(reverse("inspections"), {"format": "csv"}).status_code == 200

    def test_a_form_without_words_keeps_what_was_typed(self, patrols, cast):
        form = {"squad": patrols.squad.pk, "kind_1": "help", "note": "雨天"}
        page = client_of(cast.officer).post(reverse("inspection-new"), form)
        assert page.status_code == 400
        assert "雨天" in page.content.decode()

    def test_strangers_stay_outside(self, inspect, patrols, cast):
        made = inspect(CORRECTION)
        point = made.points.get()
        assert client_of(cast.chief2).get(made.get_absolute_url()).status_code == 404
        assert client_of(patrols.guard).get(reverse("inspections")).status_code == 403
        assert client_of(cast.desk).get(reverse("inspection-new")).status_code == 403
        other = client_of(make_guard(make_squad(cast.station), leads=True))
        assert other.post(reverse("phone-squad-point-done", args=[point.pk]), {"result": "x"}).status_code == 403
        assert InspectionPoint.objects.get().state == State.OPEN


def test_the_api_is_the_second_door(patrols, cast):
    officer = client_of(cast.officer)
    body = {"squad": patrols.squad.pk, "points": [{"kind": "correction", "words": "站位"}]}
    made = officer.post("/api/v1/inspections/", body, content_type="application/json")
    assert made.status_code == 201
    url, point = f"/api/v1/inspections/{made.json()['id']}/", made.json()["points"][0]
    assert point["verbs"] == []
    told = {"point": point["id"], "result": "已调整"}
    assert officer.post(f"{url}settle/", told, content_type="application/json").json()["points"][0]["state"] == "done"
    assert officer.post(f"{url}check/", told, content_type="application/json").status_code == 403
    assert officer.post(f"{url}check/", {"point": 1}, content_type="application/json").status_code == 400
    assert client_of(patrols.guard).get("/api/v1/inspections/").status_code == 403
    assert client_of(cast.chief2).get(url).status_code == 404
