"""The page of an edit that names a version: a stale one loses nothing and says what to do (409)."""

from collections.abc import Callable, Iterable

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mediation.cases.models import Case
from stations.kit.answer import RuleBroken

STALE = "changed_meanwhile"


def edit_page(
    request, form, verb: Callable, *, case: Case, saved: Callable[[], dict], heading, done, back: str,
    template="mediation/cases/edit.html", **context,
):  # fmt: skip
    """Show a form that carries ``version``; when it is sent and valid, carry out the verb and go back.

    Args:
        form: bound when the request is a POST.
        verb: called with the form itself.
        saved: initial values as they are saved now, ``version`` among them; asked when the edit came too late.
        heading, done, back: as of :func:`stations.kit.form_pages.form_page`.

    Somebody else's edit in between answers 409: what was typed stays, what is saved now stands beside it, and sending
    again saves over the newest version.
    """
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            verb(form)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal.reason))
            if refusal.code == STALE:
                status = 409
                now = saved()
                form.data = form.data.copy()
                form.data[form.add_prefix("version")] = str(now["version"])
                context["saved_now"] = list(_other(form, now))
        else:
            messages.success(request, done)
            return redirect(back)
    if form.errors and status == 200:
        status = 400
    context |= {"form": form, "heading": heading, "back": back, "case": case}
    return render(request, template, context, status=status)


def _other(form, now: dict) -> Iterable[tuple]:
    """(label, value saved now) of every field whose saved value differs from what was typed."""
    for name, field in form.fields.items():
        if name == "version" or name not in now:
            continue
        if field.has_changed(now[name], form[name].data):
            yield field.label, _shown(field, now[name])


def _shown(field, value) -> str:
    """A saved value as people read it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    flat = {}
    for key, label in getattr(field, "choices", ()):
        flat |= dict(label) if isinstance(label, list | tuple) else {str(key): label}
    return str(flat.get(str(value), value) or "—") if value is not None else "—"
