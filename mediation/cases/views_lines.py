"""Both sides' accounts next to each other (双方陈述), and the papers of a case."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mediation.cases import forms, lines, papers, rules
from mediation.cases.edit_pages import edit_page
from mediation.cases.models_papers import AccountLine, CasePaper
from mediation.cases.views import newest, reached
from mediation.cases.words import LineState
from stations.kit.answer import RuleBroken, demand
from stations.kit.form_pages import form_page
from stations.kit.views import act, page


def _editable(request, pk: int):
    case = reached(request, pk)
    demand(rules.may_edit(request.user, case))
    rules.is_editable(case).or_refuse()
    return case


def _line(case, pk: int) -> AccountLine:
    return get_object_or_404(AccountLine.objects.filter(case=case, struck_at=None), pk=pk)


def _paper(case, pk: int) -> CasePaper:
    return get_object_or_404(CasePaper.objects.filter(case=case).select_related("file"), pk=pk)


@page(rules.may_see_mediation)
def part(request, pk: int):
    """The accounts, two columns; a part of the case's page."""
    return _accounts(request, reached(request, pk))


def _accounts(request, case):
    rows = AccountLine.objects.filter(case=case, struck_at=None).select_related("paper__file")
    may = bool(rules.may_edit(request.user, case))
    context = {
        "case": case, "accounts": lines.accounts(rows), "states": LineState,
        "may_edit": may and bool(rules.is_editable(case)), "may_open": may,
    }  # fmt: skip
    return render(request, "mediation/cases/lines_part.html", context)


@page(rules.may_see_mediation)
def new(request, pk: int):
    """Write down what a side says."""
    case = _editable(request, pk)
    initial = {"version": case.version, "side": request.GET.get("side", "a")}
    form = forms.LineForm(request.POST or None, case=case, initial=initial)

    def save(form):
        lines.add_line(case=case, actor=request.user, **form.cleaned_data | {"version": None})

    return edit_page(
        request, form, save, case=case, heading=_("Account · %(number)s") % {"number": case.number},
        done=_("Written down."), saved=dict, back=f"{case.get_absolute_url()}#lines-part",
    )  # fmt: skip


@page(rules.may_see_mediation)
def edit(request, pk: int, account_line: int):
    """Put a line right."""
    case = _editable(request, pk)
    row = _line(case, account_line)

    def saved():
        row.refresh_from_db()
        return forms.LineForm.initial_of(row, newest(request, pk).version)

    form = forms.LineForm(request.POST or None, case=case, initial=forms.LineForm.initial_of(row, case.version))
    return edit_page(
        request, form, lambda form: lines.change_line(line=row, actor=request.user, **form.cleaned_data), case=case,
        heading=_("Account · %(number)s") % {"number": case.number}, done=_("Saved."), saved=saved,
        back=f"{case.get_absolute_url()}#lines-part",
    )  # fmt: skip


@require_POST
@page(rules.may_see_mediation)
def mark(request, pk: int, account_line: int, state: str):
    """Agreed, disputed, not discussed; over htmx only the part changes."""
    case = reached(request, pk)
    row = _line(case, account_line)
    verb = lambda: lines.mark_line(line=row, actor=request.user, state=state)  # noqa: E731
    if request.htmx:
        try:
            verb()
        except RuleBroken as refusal:
            messages.error(request, refusal.reason)
        return _accounts(request, case)
    return act(request, verb, _("Noted."), f"{case.get_absolute_url()}#lines-part")


@require_POST
@page(rules.may_see_mediation)
def strike(request, pk: int, account_line: int):
    """Strike a line."""
    case = reached(request, pk)
    row = _line(case, account_line)
    verb = lambda: lines.strike_line(line=row, actor=request.user)  # noqa: E731
    return act(request, verb, _("The line is struck; it stays on record."), f"{case.get_absolute_url()}#lines-part")


# -- papers ----------------------------------------------------------------------------------------------------


@page(rules.may_see_mediation)
def papers_part(request, pk: int):
    """The papers in the order of the file; a part of the case's page."""
    case = reached(request, pk)
    rows = CasePaper.objects.filter(case=case, struck_at=None).select_related("file", "party", "added_by")
    order = [kind for kind, _label in CasePaper._meta.get_field("kind").choices]
    context = {
        "case": case, "papers": sorted(rows, key=lambda row: (order.index(row.kind), row.pk)),
        "may_open": bool(rules.may_edit(request.user, case)), "may_add": bool(papers.may_add(request.user, case)),
    }  # fmt: skip
    return render(request, "mediation/cases/papers_part.html", context)


@page(rules.may_see_mediation)
def paper_new(request, pk: int):
    """Put a paper into the file."""
    case = reached(request, pk)
    demand(rules.may_edit(request.user, case))
    papers.may_add(request.user, case).or_refuse()
    form = forms.PaperForm(request.POST or None, request.FILES or None, case=case)

    def add(file, **values):
        content = papers.content_of(file)
        papers.add_paper(case=case, actor=request.user, name=file.name, content=content, **values)

    return form_page(
        request, form, add, heading=_("Add a paper · %(number)s") % {"number": case.number}, done=_("Filed."),
        back=f"{case.get_absolute_url()}#papers-part", submit=_("Add"),
    )  # fmt: skip


@page(rules.may_see_mediation)
def paper(request, pk: int, case_paper: int):
    """A paper for whoever may see it: pictures and recordings in the page, documents as a download; recorded."""
    case = reached(request, pk)
    one = _paper(case, case_paper)
    content = papers.opened(paper=one, case=case, actor=request.user)
    response = HttpResponse(content, content_type=one.file.content_type)
    response["Content-Disposition"] = content_disposition_header(one.media == "document", one.file.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@page(rules.may_see_mediation)
def paper_strike(request, pk: int, case_paper: int):
    """Strike a wrong paper with its reason."""
    case = reached(request, pk)
    one = _paper(case, case_paper)
    demand(rules.may_edit(request.user, case))
    return form_page(
        request, forms.StrikeForm(request.POST or None),
        lambda reason: papers.strike_paper(paper=one, actor=request.user, reason=reason) and None,
        heading=_("Strike a paper · %(number)s") % {"number": case.number}, submit=_("Strike"), danger=True,
        done=_("The paper is struck; it stays on record."), back=f"{case.get_absolute_url()}#papers-part",
        intro=f"{one.get_kind_display()} {one.title or one.file.name}",
    )  # fmt: skip
