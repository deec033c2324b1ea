"""What waits for the office, and what the incident's page and the door of files ask."""

from datetime import date
from functools import partial

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from patrols.findings import rules
from patrols.findings.models import Finding, FindingFile
from patrols.findings.words import State
from patrols.squads.rules import in_office
from stations.agenda.words import Due, Tally
from stations.files.models import StoredFile
from stations.incidents import hooks
from stations.incidents.models import Incident
from stations.kit.answer import Answer, no


def waiting(user, day: date) -> list[Tally]:
    """For the office: reports nobody has looked at, ends nobody has confirmed."""
    if not in_office(user):
        return []
    new, over = (Finding.objects.filter(state=state) for state in (State.REPORTED, State.HANDLED))
    return [Tally(new, partial(_new, day=day)), Tally(over, _over)]


def _new(count: int, day: date) -> Due:
    title = _("%(count)s findings of guards wait for the office") % {"count": count}
    return Due(title, day, f"{reverse('findings')}?state=reported", "warn", "patrol")


def _over(count: int) -> Due:
    title = _("%(count)s findings are handled: confirm their end") % {"count": count}
    return Due(title, None, f"{reverse('findings')}?state=handled", kind="patrol")


def finding_tie(user, incident: Incident) -> list[hooks.Tie]:
    """Which report of a guard an incident came from; one query."""
    rows = Finding.objects.filter(incident=incident).select_related("kind", "squad").order_by("id")
    return [
        hooks.Tie(_("Finding of a patrol"), f"{row.kind} · {row.squad or ''}", _address(row), row.get_state_display())
        for row in rows
        if rules.may_see(user, row)
    ]


def may_fetch(user, stored: StoredFile) -> Answer:
    """Whether a person may open a photo or voice note of a finding."""
    row = FindingFile.objects.filter(file=stored).select_related("finding").first()
    if row is None:
        return no(_("This file cannot be fetched."), code="file.unknown")
    return rules.may_open_files(user, row.finding)


def _address(finding: Finding) -> str:
    try:
        return finding.get_absolute_url()
    except NoReverseMatch:
        return ""
