"""Pages of the bureau's exports: the list, upload, columns, words, check and write."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from stations.bureau import actions, rules, vocabulary, workbook
from stations.bureau.columns import fields_of, missing
from stations.bureau.forms import ColumnsForm, UploadForm, WordsForm
from stations.bureau.models import BureauImport, ColumnMapping
from stations.jobs.models import Job
from stations.kit.form_pages import form_page
from stations.kit.views import PAGE_SIZE, act, page
from stations.timeline.sentences import story

State = BureauImport.State
LABELS = {
    State.UPLOADED: gettext_lazy("To be checked"), State.CHECKED: gettext_lazy("Ready to be written"),
    State.APPLIED: gettext_lazy("Written to the inbox"), State.REFUSED: gettext_lazy("Needs answers or corrections"),
}  # fmt: skip
TONES = {State.UPLOADED: "info", State.CHECKED: "ok", State.APPLIED: "ok", State.REFUSED: "danger"}


def _imports():
    return BureauImport.objects.select_related("mapping", "file", "uploaded_by")


def _address(found: BureauImport, name: str = "bureau-import") -> str:
    return reverse(name, args=[found.pk])


@page(rules.may_take_over)
def imports(request):
    """What was taken over, newest first."""
    found = Paginator(_imports(), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(row, LABELS[row.state], TONES[row.state]) for row in found]
    context = {"page": found, "rows": rows, "total": found.paginator.count, "heading": _("Exports of the bureau")}
    return render(request, "bureau/imports.html", context)


@page(rules.may_take_over)
def new(request):
    """Send an export; a known one is checked at once, a new one is asked about its columns."""
    form = UploadForm(request.POST or None, request.FILES or None)

    def send(**values):
        found = actions.upload(station=request.station, actor=request.user, **values)
        return _Target(_address(found))

    return form_page(
        request, form, send, heading=_("Take over an export"), done=_("The export is uploaded."),
        back=reverse("bureau-imports"), submit=_("Upload"),
        intro=_("Calls that are in the bureau's system are not typed again. ID numbers are not taken over."),
    )  # fmt: skip


class _Target:
    """Where the upload leads."""

    def __init__(self, url: str):
        self.url = url

    def get_absolute_url(self) -> str:
        """The page of the import."""
        return self.url


@page(rules.may_take_over)
def detail(request, pk: int):
    """One export: what is to be answered first, the report of the check, and the verbs."""
    found = get_object_or_404(_imports(), pk=pk)
    titles = [column.title for column in workbook.look(found.file)]
    job = Job.objects.filter(kind__in=(actions.CHECK, actions.APPLY), key=str(found.pk)).order_by("-id").first()
    errors = found.report.get("errors", [])
    labels = {field.code: field.label for field in fields_of(found.mapping.kind)}
    unknown = [(labels[name], len(words)) for name, words in found.report.get("unknown", {}).items()]
    context = {
        "found": found, "heading": found.file.name, "tone": TONES[found.state],
        "label": LABELS[found.state],
        "gaps": missing(found.mapping.kind, found.mapping.columns, titles),
        "job": job if job and not job.finished and job.requested_by_id == request.user.pk else None,
        "busy": bool(job and not job.finished), "unknown": unknown,
        "page": Paginator(errors, PAGE_SIZE).get_page(request.GET.get("page")),
        "verbs": {step.verb: step for step in rules.IMPORT.verbs(found, request.user)},
        "timeline": story(found),
    }  # fmt: skip
    return render(request, "bureau/import.html", context)


@page(rules.may_take_over)
def columns(request, pk: int):
    """Their columns with examples beside our fields."""
    found = get_object_or_404(_imports(), pk=pk)
    form = ColumnsForm(request.POST or None, mapping=found.mapping, found=workbook.look(found.file))

    def save(**chosen):
        actions.save_columns(mapping=found.mapping, chosen=chosen, actor=request.user)
        if found.state != State.APPLIED:
            actions.recheck(found=found, actor=request.user)

    return form_page(
        request, form, save, heading=_("Columns: %(name)s") % {"name": found.mapping.name},
        done=_("The mapping is saved and the export is being checked."), back=_address(found),
        submit=_("Save and check"),
        intro=_("Choose the column of the export for each field. The mapping is remembered for the next one."),
    )  # fmt: skip


@page(rules.may_take_over)
def words(request, pk: int):
    """Words of the export that nobody knows yet."""
    found = get_object_or_404(_imports(), pk=pk)
    asked = found.report.get("unknown", {})
    form = WordsForm(
        request.POST or None, mapping=found.mapping, words=asked, vocabulary=vocabulary.load(found.mapping)
    )

    def save(**_values):
        actions.save_words(mapping=found.mapping, words=form.answers(), actor=request.user)
        if found.state != State.APPLIED:
            actions.recheck(found=found, actor=request.user, skip=bool(found.report.get("skip")))

    return form_page(
        request, form, save, heading=_("Unknown words: %(name)s") % {"name": found.mapping.name},
        done=_("The words are saved and the export is being checked."), back=_address(found),
        submit=_("Save and check"), intro=_("Say once what each word stands for; it is remembered."),
    )  # fmt: skip


@require_POST
@page(rules.may_take_over)
def check(request, pk: int):
    """Have it checked, with or without the rows that hold mistakes."""
    found = get_object_or_404(_imports(), pk=pk)
    skip = request.POST.get("skip") == "on"
    return act(
        request, lambda: actions.recheck(found=found, actor=request.user, skip=skip),
        _("The export is being checked."), _address(found),
    )  # fmt: skip


@require_POST
@page(rules.may_take_over)
def apply(request, pk: int):
    """Have it written."""
    found = get_object_or_404(_imports(), pk=pk)
    return act(
        request, lambda: actions.request_apply(found=found, actor=request.user),
        _("The export is being written."), _address(found),
    )  # fmt: skip


@page(rules.may_take_over)
def mappings(request):
    """Every saved mapping."""
    rows = [
        (row, len(row.columns), sum(len(entries) for entries in row.words.values()))
        for row in ColumnMapping.objects.select_related("changed_by")
    ]
    return render(request, "bureau/mappings.html", {"heading": _("Saved mappings"), "rows": rows})


@page(rules.may_take_over)
def mapping(request, pk: int):
    """What the words of a mapping stand for."""
    found = get_object_or_404(ColumnMapping.objects.all(), pk=pk)
    known = {name: sorted(entries) for name, entries in found.words.items()}
    form = WordsForm(request.POST or None, mapping=found, words=known, vocabulary=vocabulary.load(found))
    return form_page(
        request, form,
        lambda **_values: actions.save_words(mapping=found, words=form.answers(), actor=request.user) and None,
        heading=_("Words of the mapping: %(name)s") % {"name": found.name}, done=_("The words are saved."),
        back=reverse("bureau-mappings"), intro=_("Choosing nothing forgets a word: it is asked again."),
    )  # fmt: skip
