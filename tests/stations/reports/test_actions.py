"""Making the monthly report: once for the same figures, a new version for others."""

from datetime import date

import pytest
from django.utils import timezone

from stations.jobs import actions as jobs
from stations.jobs.models import Job
from stations.kit.answer import NotAllowed, RuleBroken
from stations.kit.scoping import in_station
from stations.reports import actions
from stations.reports.models import MonthlyReport
from stations.reports.tasks import make_missing
from stations.roster.models import Absence
from stations.timeline.models import Entry
from tests.factories import make_station

pytestmark = pytest.mark.django_db


def make(world, **more):
    return actions.make(station=world.station, month=world.month, **more)


def state(world):
    """Everything a report may write."""
    with in_station(world.station):
        return (
            list(MonthlyReport.objects.values()), Entry.objects.count(), MonthlyReport.objects.count()
        )  # fmt: skip


def test_a_report_holds_all_figures_and_both_papers(world):
    report = make(world)
    assert (report.version, report.current, report.month) == (1, True, world.month)
    assert report.pdf.content.open().read(5) == b"%PDF-"
    assert report.excel.content.open().read(2) == b"PK"


def test_made_again_unchanged_it_is_the_same_row_and_nothing_is_written(world):
    first = make(world)
    before = state(world)
    assert make(world).pk == first.pk
    assert state(world) == before


def test_with_changed_data_it_becomes_a_new_version(world):
    first = make(world)
    with in_station(world.station):
        Absence.objects.filter(kind="sick").update(state=Absence.State.CANCELLED)
    second = make(world)
    first.refresh_from_db()
    assert (second.version, second.current, first.current) == (2, True, False)
    assert first.pdf_id != second.pdf_id


def test_making_it_is_told_in_the_day_book(world):
    report = make(world, actor=world.rotation.chief.user)
    with in_station(world.station):
        entry = Entry.objects.about(report).get()
    assert (entry.verb, entry.data) == ("report.made", {"month": "2025-10", "version": 1})
    assert entry.actor == world.rotation.chief.user


def test_progress_is_told_figure_by_figure(world):
    told = []
    make(world, progress=lambda done, total, message: told.append((done, total)))
    assert told[0][0] == 1
    assert all(done < total for done, total in told)


def test_a_running_month_is_refused(world):
    with pytest.raises(RuleBroken) as refusal:
        actions.make(station=world.station, month=timezone.localdate())
    assert refusal.value.code == "reports.not_over"


def test_a_month_without_duties_is_refused(world):
    with pytest.raises(RuleBroken) as refusal:
        actions.make(station=world.station, month=date(2023, 1, 1))
    assert refusal.value.code == "reports.no_data"


def test_only_the_leadership_and_the_clerk_ask_for_one(world):
    with in_station(world.station), pytest.raises(NotAllowed):
        actions.ask(station=world.station, month=world.month, actor=world.rotation.street[0].user)


def test_asking_twice_is_one_job_and_the_job_makes_the_report(world):
    chief = world.rotation.chief.user
    with in_station(world.station):
        one = actions.ask(station=world.station, month=world.month, actor=chief)
        two = actions.ask(station=world.station, month=world.month, actor=chief)
    assert one.pk == two.pk
    jobs.run(job_id=one.pk)
    with in_station(world.station):
        report = MonthlyReport.objects.get()
        assert Job.objects.get().result["url"] == report.get_absolute_url()
    assert report.made_by == chief


def test_every_finished_month_without_a_report_is_queued_once_whatever_the_number_of_beats(world):
    make(world)
    make_station("EMPTY")
    make_missing()
    make_missing()
    with in_station(world.station):
        months = list(Job.objects.order_by("key").values_list("key", flat=True))
    today = timezone.localdate()
    assert months[:2] == ["2024-10", "2024-11"]
    assert len(months) == len(set(months)) == (today.year - 2024) * 12 + today.month - 10 - 1
    assert "2025-10" not in months
