"""A month is frozen once from records, explained to them, and contested within seven days."""

import datetime
import uuid
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from patrols.findings.models import FindingKind
from patrols.findings.words import Act, State
from patrols.inspections.models import Inspection
from patrols.schedule.words import State as DutyState
from patrols.scoring import actions, measures
from patrols.scoring.models import Contest, Measure, MonthScore, ScoreItem, ScoreSheet
from stations.kit.answer import NotAllowed, RuleBroken
from stations.kit.scoping import in_station
from stations.notices.models import Notice
from tests.factories import client_of, make_category
from tests.factories.patrols import make_guard, make_patrol_duty, make_patrols, make_squad

pytestmark = pytest.mark.django_db

MONTH = datetime.date(2026, 9, 1)
LATER = datetime.datetime(2026, 10, 4, 3, 0, tzinfo=datetime.UTC)
MORNING = datetime.datetime(2026, 9, 10, 1, 0, tzinfo=datetime.UTC)
SIMPLE = {Measure.ATTENDANCE: (60, Decimal(100)), Measure.HAZARDS: (40, Decimal(2))}


@pytest.fixture
def patrols(cast):
    """A squad with one closed duty of September: 2 of 4 points visited, half an hour of two."""
    with in_station(cast.station):
        made = make_patrols(cast.station)
        make_patrol_duty(
            made.squad, made.route, [made.guard], starts_at=MORNING, state=DutyState.PARTIAL, planned=4, visited=2,
            on_time=1, first_at=MORNING, last_at=MORNING + datetime.timedelta(minutes=30), closed_at=MORNING,
        )  # fmt: skip
        yield made


@pytest.fixture
def sheet(patrols) -> ScoreSheet:
    return actions.publish(
        group=patrols.squad.group, actor=patrols.office, in_force_from=datetime.date(2026, 1, 1), weights=SIMPLE
    )


@pytest.fixture
def find(patrols, cast):
    """``find(state)``: a hazard that the guard reported in September."""

    def make(state, quality=None, **fields):
        kind = FindingKind.objects.get_or_create(
            station=cast.station, code="exit",
            defaults={"name": "通道", "category": make_category(cast.station, kind="hazard"), "counts_for": "hazards",
                      "acts": [Act.REPORTED]},
        )[0]  # fmt: skip
        return patrols.guard.findings.create(
            station=cast.station, client_id=uuid.uuid4(), mark="x", kind=kind,
            act=Act.REPORTED, words="x", place="x", squad=patrols.squad, found_at=MORNING, reported_at=MORNING,
            state=state, quality=quality, **fields,
        )  # fmt: skip

    return make


class TestMeasures:
    def test_they_are_counted_from_the_records(self, patrols, find, cast):
        find(State.CONFIRMED, quality=4)
        find(State.REPORTED, quality=2)
        Inspection.objects.create(
            station=cast.station, squad=patrols.squad, officer=cast.officer, at=MORNING, passed=False
        )
        actions.rate(
            squad=patrols.squad, actor=patrols.office, month=MONTH, asked=10, content=9, source="区安全感调查"
        )
        seen = measures.seen(MONTH, datetime.date(2026, 9, 30))[patrols.squad.pk]
        pairs = {name: (value.numerator, value.denominator) for name, value in seen.items()}
        assert pairs == {
            Measure.ATTENDANCE: (2, 4), Measure.PUNCTUALITY: (1, 2), Measure.PRESENCE: (0.5, 2.0),
            Measure.FRONTAGE: (0, None), Measure.HAZARDS: (1, None), Measure.QUALITY: (6, 10),
            Measure.INSPECTION: (0.9, 2),
        }  # fmt: skip

    def test_pa_19_what_was_only_reported_scores_nothing(self, patrols, find):
        for _number in range(5):
            find(State.REPORTED)
        seen = measures.seen(MONTH, datetime.date(2026, 9, 30))[patrols.squad.pk]
        assert seen[Measure.HAZARDS].numerator == 0


class TestSheets:
    def test_the_database_forbids_99_and_101(self, sheet):
        item = sheet.items.first()
        with pytest.raises(IntegrityError), transaction.atomic():
            ScoreItem.objects.filter(pk=item.pk).update(weight=item.weight + 1)
            connection.check_constraints()

    def test_versions_follow_each_other(self, sheet, patrols):
        told = {"group": patrols.squad.group, "actor": patrols.office, "weights": SIMPLE}
        with pytest.raises(RuleBroken):
            actions.publish(**told, in_force_from=sheet.in_force_from)
        assert actions.publish(**told, in_force_from=datetime.date(2026, 5, 1)).version == 2

    def test_only_the_office_publishes(self, patrols, cast):
        with pytest.raises(NotAllowed):
            actions.publish(group=patrols.squad.group, actor=cast.officer.user, in_force_from=MONTH, weights=SIMPLE)

    def test_starter_weights_are_given_once(self, patrols, cast):
        told = {"station": cast.station, "actor": patrols.office, "in_force_from": MONTH}
        assert actions.install(**told) == 1
        assert actions.install(**told) == 0


class TestFreezing:
    def test_a_month_is_frozen_once_and_explained(self, sheet, patrols, find, cast):
        find(State.CONFIRMED)
        assert actions.freeze_missing(station=cast.station, at=LATER) == 1
        assert actions.freeze_missing(station=cast.station, at=LATER) == 0
        row = MonthScore.objects.get()
        assert row.score == Decimal("50.00")
        assert [line["points"] for line in row.lines] == [30, 20]

    def test_not_before_it_is_over(self, sheet, patrols, cast):
        assert actions.freeze(station=cast.station, month=MONTH, at=LATER - datetime.timedelta(days=2)) == 0

    def test_without_duties_it_is_no_tasks(self, sheet, patrols, cast):
        idle = make_squad(cast.station, group=patrols.squad.group)
        actions.freeze(station=cast.station, month=MONTH, at=LATER)
        assert MonthScore.objects.get(squad=idle).score is None

    def test_a_frozen_row_cannot_be_changed(self, sheet, patrols, cast):
        actions.freeze(station=cast.station, month=MONTH, at=LATER)
        with pytest.raises(Exception, match="Cannot"), transaction.atomic():
            MonthScore.objects.update(score=100)

    def test_a_past_month_keeps_its_version(self, sheet, patrols, cast):
        actions.freeze(station=cast.station, month=MONTH, at=LATER)
        with pytest.raises(RuleBroken):
            actions.publish(
                group=patrols.squad.group, actor=patrols.office, in_force_from=datetime.date(2026, 9, 15),
                weights=SIMPLE,
            )  # fmt: skip


class TestContests:
    @pytest.fixture
    def score(self, sheet, patrols, cast) -> MonthScore:
        actions.freeze(station=cast.station, month=MONTH, at=LATER)
        return MonthScore.objects.get()

    def contest(self, score, patrols, **fields):
        fields = {"actor": patrols.leader.user, "measure": "hazards", "words": "漏算一条隐患", "at": LATER} | fields
        return actions.contest(score=score, **fields)

    def test_accepted_it_is_counted_again_and_both_revisions_stay(self, score, patrols, find):
        asked = self.contest(score, patrols)
        find(State.CONFIRMED)
        actions.decide(contest=asked, actor=patrols.office, verb="accept", answer="情况属实")
        assert [row.score for row in MonthScore.objects.order_by("revision")] == [Decimal(30), Decimal(50)]
        assert Notice.objects.get().recipient == patrols.leader.user

    def test_rejected_it_stays_with_a_reason(self, score, patrols):
        asked = self.contest(score, patrols)
        with pytest.raises(RuleBroken):
            actions.decide(contest=asked, actor=patrols.office, verb="reject", answer=" ")
        actions.decide(contest=asked, actor=patrols.office, verb="reject", answer="核对无误")
        assert MonthScore.objects.count() == 1

    def test_seven_days_and_not_one_more(self, score, patrols):
        with pytest.raises(NotAllowed):
            self.contest(score, patrols, at=LATER + datetime.timedelta(days=7, seconds=1))
        assert self.contest(score, patrols, at=LATER + datetime.timedelta(days=7))

    def test_one_at_a_time_a_line_by_the_squad_leader_only(self, score, patrols, cast):
        self.contest(score, patrols)
        with pytest.raises(RuleBroken):
            self.contest(score, patrols)
        with pytest.raises(NotAllowed):
            self.contest(score, patrols, actor=patrols.guard.user, measure="attendance")
        with pytest.raises(RuleBroken):
            self.contest(score, patrols, measure="quality")

    def test_nobody_decides_about_the_own(self, score, patrols, cast):
        asked = self.contest(score, patrols)
        for person in (patrols.leader.user, cast.officer.user):
            with pytest.raises(NotAllowed):
                actions.decide(contest=asked, actor=person, verb="accept", answer="x")


class TestPages:
    def test_the_month_the_score_and_its_sheet_are_read(self, sheet, patrols, cast):
        actions.freeze(station=cast.station, month=MONTH, at=LATER)
        office, row = client_of(patrols.office), MonthScore.objects.get()
        assert patrols.squad.name in office.get(reverse("scores")).content.decode()
        assert "30 / 60" in office.get(row.get_absolute_url()).content.decode()
        assert office.get(reverse("score-sheets")).status_code == 200
        assert office.get(reverse("scores"), {"format": "csv"}).status_code == 200
        assert "2026-09" in client_of(patrols.leader).get(reverse("phone-squad-scores")).content.decode()

    def test_a_sheet_that_is_not_whole_is_refused_with_what_was_typed(self, patrols, cast):
        form = {"in_force_from": "2026-01-01"}
        for measure in Measure.values:
            form |= {f"weight_{measure}": 14, f"full_{measure}": 100}
        url = reverse("score-sheet-new", args=[patrols.squad.group_id])
        page = client_of(patrols.office).post(url, form)
        assert page.status_code == 400
        form["weight_attendance"] = 16
        assert client_of(patrols.office).post(url, form).status_code == 302

    def test_a_contest_goes_from_phone_to_office(self, sheet, patrols, cast):
        actions.freeze(station=cast.station, month=MONTH)
        row = MonthScore.objects.get()
        told = {"measure": "hazards", "words": "漏算"}
        client_of(patrols.leader).post(reverse("phone-score-contest", args=[row.pk]), told)
        asked = Contest.objects.get()
        office = client_of(patrols.office)
        assert "漏算" in office.get(reverse("score-contests")).content.decode()
        office.post(reverse("score-contest-decide", args=[asked.pk, "accept"]), {"answer": "属实"})
        assert MonthScore.objects.count() == 2

    def test_strangers_stay_outside(self, sheet, patrols, cast):
        actions.freeze(station=cast.station, month=MONTH, at=timezone.now())
        row = MonthScore.objects.get()
        assert client_of(cast.chief2).get(row.get_absolute_url()).status_code == 404
        assert client_of(patrols.guard).get(reverse("scores")).status_code == 403
        assert client_of(patrols.guard).get(reverse("phone-squad-scores")).status_code == 403
        other = make_guard(make_squad(cast.station), leads=True)
        told = {"measure": "hazards", "words": "x"}
        assert client_of(other).post(reverse("phone-score-contest", args=[row.pk]), told).status_code == 403
        url = reverse("score-sheet-new", args=[patrols.squad.group_id])
        assert client_of(cast.officer).get(url).status_code == 403
