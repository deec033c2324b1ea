"""The file of a case: what is in it and what is missing, the bound PDF, the archive; fragments on the case's page."""

from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mediation.archive import actions, contents, filing, filters, forms, papers, readings, rules, tables
from mediation.archive.dossier import load
from mediation.archive.views import counted, reached
from mediation.archive.words import RESULT_TONES
from mediation.cases import hooks
from mediation.cases.rules import STEPS, may_keep, may_see_mediation
from mediation.cases.words import State
from stations.jobs.models import Job
from stations.kit.answer import demand
from stations.kit.form_pages import form_page
from stations.kit.views import list_page, page
from stations.kit.word import paper_file
from stations.timeline.actions import looked


@page(may_see_mediation)
def case_file(request, pk: int):
    """The list of the file, what is missing, the PDF, and the archive verb with the reason why not."""
    case = reached(request, pk)
    demand(rules.may_open_file(request.user, case))
    found, now = load(case), timezone.now()
    listed = contents.items(found)
    keeps = bool(may_keep(request.user))
    step = STEPS.check(case, "archive", request.user, now) if keeps else None
    answer = step and hooks.objection(case, "archive", now) if step else step
    context = {
        "heading": _("File of %(number)s") % {"number": case.number}, "case": case, "file": found.file,
        "number": found.number, "course": found.course, "items": listed, "pages": _pages(found.file),
        "missing": [item for item in listed if item.missing], "archive": answer,
        "archived": case.state == State.ARCHIVED,
        "stale": bool(found.file and found.file.bound_id and found.file.bound_version != case.version),
        "job": Job.objects.filter(kind=filing.KIND, key__startswith=f"{case.pk}:").first(),
    }  # fmt: skip
    return render(request, "mediation/archive/file.html", context)


def _pages(file) -> dict[str, str]:
    """Pages of the bound items by code: ``3`` or ``3-5``."""
    rows = file.index if file else []
    return {
        row["code"]: str(row["first"]) if row["pages"] == 1 else f"{row['first']}-{row['first'] + row['pages'] - 1}"
        for row in rows
    }


@require_POST
@page(may_see_mediation)
def case_file_bind(request, pk: int):
    """Bind the file; the job's page shows how far it is."""
    case = reached(request, pk)
    return redirect(filing.bind(case=case, actor=request.user))


@page(may_keep)
def case_file_archive(request, pk: int):
    """Archive the case, with the remarks of the 备考表."""
    case = reached(request, pk)
    return form_page(
        request, forms.FileForm(request.POST or None),
        lambda **values: actions.archive(case=case, actor=request.user, **values) and None,
        heading=_("Archive %(number)s") % {"number": case.number}, done=_("The case is archived; its file is bound."),
        back=request.path.replace("archive/", ""), submit=_("Archive"),
        intro=_("An archived case is read-only; later only signed notes are added."),
    )  # fmt: skip


@page(may_see_mediation)
def case_file_cover(request, pk: int):
    """The cover alone, to print and stick on."""
    case = reached(request, pk)
    demand(rules.may_open_file(request.user, case))
    looked(subject=case, actor=request.user, what="case_file_cover")
    with translation.override("zh-hans"):
        found = load(case)
        made = papers.cover(found, found.file.pages if found.file else 0)
    return paper_file(made, f"卷宗封面-{case.number}", "pdf")


@page(may_see_mediation)
def archive(request):
    """Filed cases, masked."""
    found = filters.ArchiveFilter(request.GET, readings.archive(request.user), request=request)
    return list_page(
        request, "mediation/archive/archive.html", found, title=_("Archive of mediation"), columns=tables.ARCHIVE,
        record_export=counted(request, "mediation_archive"),
    )  # fmt: skip


@page(may_see_mediation)
def follow_up_part(request, pk: int):
    """Visits and answers, on the page of the case."""
    case = reached(request, pk)
    rows = list(case.follow_ups.filter(dropped_at=None).select_related("by", "party").order_by("-id"))
    visitable = bool(rules.is_visitable(case) and rules.may_visit(request.user, case))
    context = {
        "case": case, "rows": [(row, readings.asked(row), RESULT_TONES.get(row.result)) for row in rows],
        "answers": readings.answers(case), "may_visit": visitable, "today": timezone.localdate(),
        "may_ask": bool(rules.may_ask(request.user, case)), "due": any(row.visited_at is None for row in rows),
    }  # fmt: skip
    return render(request, "mediation/archive/parts/follow_up.html", context)


@page(may_see_mediation)
def file_part(request, pk: int):
    """How complete the file is, on the page of the case."""
    case = reached(request, pk)
    allowed = bool(rules.may_open_file(request.user, case))
    over = case.state not in (State.REGISTERED, State.TRIAGE)
    file = readings.file_of(case) if allowed and over else None
    context = {"case": case, "allowed": allowed and over, "file": file}
    return render(request, "mediation/archive/parts/file.html", context)
