"""Who reads and makes the monthly report, which months are due, and what "unchanged" means."""

import hashlib
import json
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stations.indicators.periods import Period, months_between
from stations.kit.answer import YES, Answer, no
from stations.organisation.models import Grant
from stations.organisation.rules import COMMANDERS, has_right, is_police, post_of


def may_see(user) -> Answer:
    """Read reports: the police officers of the station and viewers from the district."""
    return is_police(user)


def may_make(user) -> Answer:
    """Make a report: the station leadership, or who was granted 统计员."""
    if post_of(user) in COMMANDERS or has_right(user, Grant.Right.REPORTS):
        return YES
    return no(
        gettext_lazy("Only the station leadership or the statistics clerk makes reports."), code="reports.makers_only"
    )


def may_be_made(month: date, today: date, since: date | None) -> Answer:
    """Whether a month can be reported on: it is over, and duties were kept in it.

    Args:
        month: any day of the month.
        today: the current duty day.
        since: the first duty of the station; None without any.
    """
    period = Period.month(month)
    if period.end > today:
        return no(gettext_lazy("This month is not over yet."), code="reports.not_over")
    if since is None or period.last < since:
        return no(gettext_lazy("There are no duties in this month."), code="reports.no_data")
    return YES


def due_months(since: date | None, today: date) -> list[date]:
    """First days of all finished months from the first duty on."""
    if since is None:
        return []
    return [month for month in months_between(since, today) if Period.month(month).end <= today]


def fingerprint(figures: dict) -> str:
    """SHA-256 of the figures in one canonical spelling: equal figures, equal fingerprint."""
    canonical = json.dumps(figures, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def month_words(month: date) -> str:
    """A month as documents write it: 2026年10月 (UI-02)."""
    return _("%(year)s-%(month)s (month)") % {"year": month.year, "month": month.month}


def report_title(station, month: date) -> str:
    """The title of the report of one month."""
    return _("%(station)s: monthly report %(month)s") % {"station": station.name, "month": month_words(month)}
