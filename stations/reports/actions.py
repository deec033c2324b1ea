"""Make the monthly report: once for the same figures, a new version for new ones."""

from collections.abc import Callable
from datetime import date

from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from stations.files import actions as files
from stations.files.models import StoredFile
from stations.jobs import actions as jobs
from stations.jobs.models import Job
from stations.kit.answer import demand
from stations.kit.export import XLSX
from stations.kit.scoping import in_station
from stations.organisation.models import Station
from stations.reports import documents, rules
from stations.reports.facts import first_duty, gather
from stations.reports.models import MonthlyReport
from stations.reports.tables import Sheet
from stations.roster.actions import running_day
from stations.timeline.actions import record

KIND = "reports.make"
PURPOSE = "reports"
LOCK_SPACE = 7102
# Papers leave the house in Chinese, whoever presses the button.
PAPER_LANGUAGE = "zh-hans"

Progress = Callable[[int, int, str], None]


def ask(*, station, month: date, actor) -> Job:
    """Queue the report of a month, or return the unfinished job that already makes it.

    Args:
        station: whose report.
        month: any day of the month.
        actor: who asks.

    Raises:
        NotAllowed: the person may not make reports.
        RuleBroken: the month is not over, or there are no duties in it.
    """
    demand(rules.may_make(actor))
    rules.may_be_made(month, running_day(), first_duty(station)).or_refuse()
    return _start(station, month, actor)


def _start(station, month: date, actor=None) -> Job:
    first = month.replace(day=1)
    return jobs.start(
        kind=KIND, key=f"{first:%Y-%m}", payload={"month": first.isoformat()}, station=station, actor=actor
    )


def make_missing(*, station) -> int:
    """Queue every finished month since the first duty that has no report; safe at any time and with two beats.

    Returns:
        How many months are queued.
    """
    with in_station(station):
        there = set(MonthlyReport.objects.filter(current=True).values_list("month", flat=True))
        missing = [month for month in rules.due_months(first_duty(station), running_day()) if month not in there]
        for month in missing:
            _start(station, month)
    return len(missing)


def make_all_missing() -> int:
    """:func:`make_missing` for every station; returns how many months are queued."""
    return sum(make_missing(station=station) for station in Station.objects.order_by("pk"))


def make(*, station, month: date, actor=None, progress: Progress | None = None) -> MonthlyReport:
    """The report of a month: the stored one when its figures have not changed, else a new version.

    Two workers at once leave one report: the second waits for the first and finds its figures.

    Args:
        station: whose report.
        month: any day of a finished month.
        actor: who makes it; None is the system.
        progress: ``(done, total, message)``, called after each figure.

    Raises:
        RuleBroken: the month is not over, or there are no duties in it.
    """
    first = month.replace(day=1)
    with in_station(station), translation.override(PAPER_LANGUAGE), transaction.atomic():
        _lock(station, first)
        rules.may_be_made(first, running_day(), first_duty(station)).or_refuse()
        figures = gather(station, first, progress)
        fingerprint = rules.fingerprint(figures)
        current = MonthlyReport.objects.filter(month=first, current=True).first()
        if current and current.fingerprint == fingerprint:
            return current
        report = _new_version(station, first, figures, fingerprint, current, actor)
        _add_documents(report, station, actor)
        record(verb="report.made", subject=report, actor=actor, month=f"{first:%Y-%m}", version=report.version)
    return report


def _lock(station, first: date) -> None:
    """One maker at a time for one month of one station, until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK_SPACE, f"{station.pk}/{first}"])


def _new_version(station, first: date, figures: dict, fingerprint: str, current, actor) -> MonthlyReport:
    """Insert the report; the version before it stays to be read."""
    if current:
        current.current = False
        current.save(update_fields=["current"])
    return MonthlyReport.objects.create(
        station=station, month=first, version=current.version + 1 if current else 1,
        figures=figures, fingerprint=fingerprint, made_by=actor,
    )  # fmt: skip


def _add_documents(report: MonthlyReport, station, actor) -> None:
    """Make and store the PDF and the workbook."""
    sheet, maker = Sheet(report, station), actor.name if actor else _("System")
    name = f"{rules.report_title(station, report.month)}-v{report.version}"
    report.pdf = _keep(report, f"{name}.pdf", documents.pdf(sheet, maker, report.made_at), "application/pdf", actor)
    report.excel = _keep(report, f"{name}.xlsx", documents.excel(sheet, maker, report.made_at), XLSX, actor)
    report.save(update_fields=["pdf", "excel"])


def _keep(report: MonthlyReport, name: str, content: bytes, content_type: str, actor) -> StoredFile:
    return files.store(
        station=report.station, purpose=PURPOSE, name=name, content=content, content_type=content_type, actor=actor
    )
