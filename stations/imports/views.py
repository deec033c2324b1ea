"""Pages of imports: the list, the upload, the preview, its verbs, and the template to fill in."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stations.imports import actions, rules
from stations.imports.filters import ImportFilter, RowFilter
from stations.imports.forms import UploadForm
from stations.imports.models import WorkbookImport
from stations.imports.registry import workbook
from stations.imports.tables import COLUMNS, TONES, shown
from stations.imports.template import template_bytes
from stations.kit.answer import demand
from stations.kit.export import XLSX, download
from stations.kit.views import PAGE_SIZE, act, list_page, page
from stations.timeline.sentences import story


def _visible(user):
    kinds = [found.kind for found in rules.kinds_for(user)]
    rows = WorkbookImport.objects.filter(kind__in=kinds)
    return rows.select_related("file", "created_by", "job")


@page(rules.may_import)
def imports(request):
    """What was imported, newest first."""
    rows = _visible(request.user).defer("preview")
    found = ImportFilter(request.GET, queryset=rows, request=request)
    return list_page(request, "imports/imports.html", found, title=_("Imports"), columns=COLUMNS)


@page(rules.may_import)
def new(request):
    """Download the template, send the workbook."""
    meant = request.GET.get("kind", "")
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user, kind=meant)
    if request.method == "POST" and form.is_valid():
        found = actions.upload(station=request.station, actor=request.user, **form.cleaned_data)
        return redirect(found)
    kinds = sorted(rules.kinds_for(request.user), key=lambda known: known.kind != meant)
    return render(request, "imports/new.html", {"form": form, "kinds": kinds, "meant": meant})


@page(rules.may_import)
def template(request, kind: str):
    """The workbook to fill in."""
    demand(rules.may_import_kind(request.user, kind))
    found = workbook(kind)
    return download(template_bytes(found, examples=True), f"{found.label}.xlsx", XLSX)


@page(rules.may_import)
def detail(request, pk: int):
    """The preview: what would happen, row by row, and the verbs."""
    found = get_object_or_404(_visible(request.user), pk=pk)
    rows = RowFilter(request.GET, found.preview)
    context = {
        "found": found,
        "heading": found.file.name,
        "tone": TONES[found.state],
        "kind": workbook(found.kind),
        "verbs": {step.verb: step for step in rules.IMPORT.verbs(found, request.user)},
        "nothing": found.state == found.State.CHECKED and not rules.has_changes(found),
        "watching": found.job if found.job and found.job.requested_by_id == request.user.pk else None,
        "filter": rows,
        "page": Paginator([shown(row) for row in rows.qs], PAGE_SIZE).get_page(request.GET.get("page")),
        "timeline": story(found),
    }
    return render(request, "imports/import.html", context)


def _verb(request, pk: int, verb, done: str, to=None):
    found = get_object_or_404(_visible(request.user), pk=pk)
    return act(request, lambda: verb(found=found, actor=request.user), done, to or found)


@require_POST
@page(rules.may_import)
def apply(request, pk: int):
    """Have it written."""
    return _verb(request, pk, actions.request_apply, _("The workbook is being written."))


@require_POST
@page(rules.may_import)
def recheck(request, pk: int):
    """Have it checked again."""
    return _verb(request, pk, actions.recheck, _("The workbook is being checked again."))


@require_POST
@page(rules.may_import)
def discard(request, pk: int):
    """Put it aside."""
    return _verb(request, pk, actions.discard, _("The workbook was put aside; nothing was written."), "imports")
