"""Photos of visits and findings: for whoever may see those; and what the page of an incident says of a finding."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from community.enterprises import rules
from community.enterprises.models_visits import SafetyFinding, SafetyFindingFile, VisitFile
from community.enterprises.words import FINDING_TONES, FindingState
from stations.files.actions import fetch
from stations.files.models import StoredFile
from stations.incidents import hooks
from stations.incidents.models import Incident
from stations.kit.answer import Answer, demand, no


def may_fetch(user, stored: StoredFile) -> Answer:
    """Whoever may see the visit or the finding the photo belongs to."""
    of_finding = SafetyFindingFile.objects.filter(file=stored).select_related(
        "finding__enterprise__building", "finding__enterprise__kind"
    )
    row = of_finding.first()
    if row is not None:
        return rules.may_see_finding(user, row.finding)
    of_visit = VisitFile.objects.filter(file=stored).select_related(
        "visit__enterprise__building", "visit__enterprise__kind"
    )
    photo = of_visit.first()
    if photo is not None:
        return rules.may_see_visit(user, photo.visit)
    return no(_("This file cannot be fetched."), code="file.unknown")


def shown(request, pk: int) -> HttpResponse:
    """The photo inline, never cached by others; another station's does not exist."""
    stored = get_object_or_404(StoredFile.objects.filter(purpose="enterprises"), pk=pk)
    demand(may_fetch(request.user, stored))
    content = fetch(stored=stored, actor=request.user)
    headers = {"Cache-Control": "private, max-age=600", "X-Content-Type-Options": "nosniff",
               "Content-Disposition": "inline"}  # fmt: skip
    return HttpResponse(content, content_type=stored.content_type, headers=headers)


def tie(user, incident: Incident) -> list[hooks.Tie]:
    """The safety finding an incident came from; one query."""
    if not rules.may_look_up(user):
        return []
    row = SafetyFinding.objects.filter(incident=incident).select_related("enterprise").first()
    if row is None:
        return []
    state = FindingState(row.state)
    return [
        hooks.Tie(_("Safety finding"), str(row.enterprise), row.get_absolute_url(), state.label, FINDING_TONES[state])
    ]
