"""Pages about the people of an incident (look, enter, put right, search by) and about its attachments."""

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from stations.incidents import attachments, entries, people, readings, rules, tables
from stations.incidents.forms import (
    AttachForm,
    LookForm,
    PersonCorrectForm,
    PersonForm,
    PersonSearchForm,
    SettingsForm,
)
from stations.incidents.models import Attachment, Incident, Party
from stations.incidents.views import reached
from stations.kit.answer import RuleBroken, demand
from stations.kit.form_pages import form_page
from stations.kit.views import act, page


@never_cache
@require_POST
@page(rules.may_see_own)
def person(request, pk: int, party: int):
    """A person in full, once, with reason and record (SE-24)."""
    row = reached(request, pk)
    one = get_object_or_404(Party.objects.filter(incident=row), pk=party)
    form = LookForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say what you need the details for."))
        return redirect(row)
    one = people.see_person(party=one, actor=request.user, reason=form.cleaned_data["reason"])
    context = {
        "heading": _("Person · %(number)s") % {"number": row.number}, "party": one, "incident": row,
        "may_correct": bool(rules.may_correct(request.user, row)),
    }  # fmt: skip
    return render(request, "incidents/person.html", context)


@page(rules.may_see_own)
def person_new(request, pk: int):
    """Enter one more person."""
    row = reached(request, pk)
    demand(rules.may_contact(request.user, row))
    return form_page(
        request, PersonForm(request.POST or None),
        lambda **values: people.add_person(incident=row, actor=request.user, **values) and None,
        heading=_("Enter a person · %(number)s") % {"number": row.number}, done=_("Saved."),
        back=row.get_absolute_url(),
    )  # fmt: skip


@never_cache
@page(rules.may_see_own)
def person_correct(request, pk: int, party: int):
    """Put a person right; the form stays empty, so that nothing is shown unrecorded: what is filled in replaces."""
    row = reached(request, pk)
    one = get_object_or_404(Party.objects.filter(incident=row), pk=party)
    demand(rules.may_see_person(request.user, row, one))
    demand(rules.may_correct(request.user, row))

    def correct(reason, **values):
        given = {name: value for name, value in values.items() if value}
        people.correct_person(party=one, actor=request.user, reason=reason, **given)

    return form_page(
        request, PersonCorrectForm(request.POST or None, initial={"part": one.part}), correct,
        heading=_("Correct a person · %(number)s") % {"number": row.number}, done=_("Saved."),
        back=row.get_absolute_url(), intro=_("Fill in only what changes; empty fields stay as they are."),
    )  # fmt: skip


@never_cache
@page(rules.may_search_persons)
def search(request):
    """Incidents in which a person appears; what is searched by stands in no address and no log."""
    form, rows = PersonSearchForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            ids = people.search(station=request.station, actor=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            place = {pk: index for index, pk in enumerate(ids)}
            found = readings.in_list(readings.visible_to(request.user).filter(pk__in=ids))
            rows = sorted(found, key=lambda row: place[row.pk])
    context = {"heading": _("Search by person"), "form": form, "rows": rows, "tones": tables.TONES}
    return render(request, "incidents/people.html", context, status=400 if form.errors else 200)


@require_POST
@page(rules.may_see_own)
def attach(request, pk: int):
    """Add an attachment."""
    row, form = reached(request, pk), AttachForm(request.POST, request.FILES)
    demand(rules.may_attach(request.user, row))
    if not form.is_valid():
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
        return redirect(row)
    file, stage = form.cleaned_data["file"], form.cleaned_data["stage"]
    if file.size > attachments.LIMITS["document"]:
        messages.error(request, _("The file is larger than %(limit)s MB.") % {"limit": 20})
        return redirect(row)
    add = lambda: attachments.attach(  # noqa: E731
        incident=row, actor=request.user, name=file.name, content=file.read(), stage=stage
    )
    return act(request, add, _("Attached."), f"{row.get_absolute_url()}#files")


@page(rules.may_set_inbox)
def inbox_settings(request):
    """Numbers of the inbox."""
    form = SettingsForm(request.POST or None, initial=model_to_dict(readings.settings_of()))
    return form_page(
        request, form,
        lambda **values: entries.change_settings(station=request.station, actor=request.user, **values) and None,
        heading=_("Numbers of the inbox"), done=_("Saved."), back=reverse("incidents"),
    )  # fmt: skip


def _attachment(row: Incident, pk: int) -> Attachment:
    return get_object_or_404(Attachment.objects.filter(incident=row).select_related("file"), pk=pk)


@page(rules.may_see_own)
def file(request, pk: int, attachment: int):
    """An attachment for whoever may see it: pictures and recordings in the page, documents as a download."""
    row = reached(request, pk)
    one = _attachment(row, attachment)
    content = attachments.opened(attachment=one, actor=request.user)
    response = HttpResponse(content, content_type=one.file.content_type)
    response["Content-Disposition"] = content_disposition_header(one.media == "document", one.file.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@page(rules.may_see_own)
def file_strike(request, pk: int, attachment: int):
    """Strike a wrong attachment."""
    row = reached(request, pk)
    one = _attachment(row, attachment)
    strike = lambda: attachments.strike(attachment=one, actor=request.user)  # noqa: E731
    return act(request, strike, _("The attachment has been struck."), f"{row.get_absolute_url()}#files")
