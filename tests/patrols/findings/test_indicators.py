"""Monthly figures of findings, counted by hand from rows; the list behind a figure has as many rows."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from patrols.findings import actions
from patrols.findings.models import Finding
from patrols.findings.words import Act, State
from stations.catalogue.words import Kind
from stations.indicators import registry
from stations.indicators.periods import STATION, Period, Scope

NOON = timezone.make_aware(datetime.datetime(2026, 10, 5, 12))
OCTOBER = Period.month(NOON.date())
HOUR, MINUTE = datetime.timedelta(hours=1), datetime.timedelta(minutes=1)
CODES = [f"findings.{name}" for name in ("hazards", "hazards_closed", "on_the_spot", "helped", "property")]


@pytest.fixture
def october(patrols, report, make_kind):
    """A hazard answered after two hours, one open, one joined with it, help given on the spot, a purse."""
    hazard, help_ = make_kind(name="飞线充电"), make_kind(Kind.HELP, [Act.HELPED], name="指路")
    purse = make_kind(Kind.FOUND, [Act.REPORTED], name="拾得物品")
    answered = report(kind=hazard, found_at=NOON - 10 * MINUTE, at=NOON)
    actions.answer(finding=answered, actor=patrols.office, words="物业已清理", at=NOON + 2 * HOUR)
    still_open = report(kind=hazard, place="布巷子", found_at=NOON + HOUR, at=NOON + HOUR)
    report(kind=hazard, place="布巷子口", same_as=still_open, at=NOON + 2 * HOUR)
    report(kind=help_, act=Act.HELPED, settled=True, at=NOON + 3 * HOUR)
    report(kind=purse, at=NOON + 4 * HOUR)
    report(kind=hazard, place="下个月", at=NOON + datetime.timedelta(days=31))
    return Finding.objects.filter(reported_at__lt=NOON + datetime.timedelta(days=20))


def value(code, station, scope=STATION):
    return registry.get(code).compute(station, scope, OCTOBER)


def test_hazards_are_first_reports_and_closed_ones_are_over(cast, october):
    first = [row for row in october if row.state != State.WITHDRAWN and row.kind.category.kind == Kind.HAZARD]
    assert value("findings.hazards", cast.station) == len(first) == 2
    assert value("findings.hazards_closed", cast.station) == 1


def test_what_guards_settled_whom_they_helped_what_they_found(cast, october):
    assert value("findings.on_the_spot", cast.station) == sum(row.state == State.SETTLED for row in october) == 1
    assert value("findings.helped", cast.station) == 1
    assert value("findings.property", cast.station) == 1


def test_settled_on_the_spot_stays_so_when_the_office_has_confirmed(cast, patrols, october):
    actions.confirm(finding=Finding.objects.get(state=State.SETTLED), actor=patrols.office)
    assert value("findings.on_the_spot", cast.station) == 1


def test_times_are_medians(cast, october):
    assert value("findings.handled", cast.station) == 2
    # Found to reported: 10 minutes once, at once three times.
    assert value("findings.told", cast.station) == 0


def test_by_the_kind_of_squad(cast, patrols, october):
    focus = patrols.squad.group.focus
    assert value(f"findings.of_{focus}", cast.station) == october.exclude(state=State.WITHDRAWN).count()
    assert value("findings.of_frontage", cast.station) == 0


def test_nothing_measured_no_figure(cast, patrols):
    assert value("findings.handled", cast.station) is None
    assert value("findings.hazards", cast.station) == 0
    assert value("findings.hazards", cast.station, Scope(team_id=1)) is None


def test_the_list_behind_a_figure_has_as_many_rows(cast, patrols, october):
    browser = Client()
    browser.force_login(patrols.office)
    for code in [*CODES, f"findings.of_{patrols.squad.group.focus}"]:
        figure = registry.get(code)
        assert figure.counts_records
        page = browser.get(figure.drill_down(cast.station, STATION, OCTOBER))
        assert page.context["total"] == value(code, cast.station), code
