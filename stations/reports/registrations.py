"""What the monthly report tells the rest of the house: menu, timeline words, long work, its files and the figures."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stations.files import registry as files
from stations.jobs import registry as jobs
from stations.kit import navigation
from stations.organisation import indicators as people
from stations.reports import actions, rules
from stations.roster import indicators as duty
from stations.timeline import sentences


def _make(job, progress) -> dict:
    """Long work ``reports.make``."""
    report = actions.make(
        station=job.station, month=date.fromisoformat(job.payload["month"]), actor=job.requested_by, progress=progress
    )
    summary = _("Version %(version)s") % {"version": report.version}
    return {"url": report.get_absolute_url(), "summary": summary, "report": report.pk}


people.register_figures()
duty.register_figures()
jobs.register(actions.KIND, gettext_lazy("Make the monthly report"), _make)
files.register(actions.PURPOSE, lambda user, stored: rules.may_see(user))
sentences.register(
    "report.made",
    gettext_lazy("The monthly report %(month)s was made, version %(version)s"),
    tone="ok",
    icon="report-analytics",
)


def _reader(user) -> bool:
    return bool(rules.may_see(user))


navigation.register(navigation.NavItem("reports", gettext_lazy("Indicators"), "figures", "chart-bar", _reader, 5))
navigation.register(
    navigation.NavItem("reports", gettext_lazy("Monthly reports"), "reports", "report-analytics", _reader, 10)
)
