"""The paragraph of a form page: one form, one action, one template."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render

from stations.kit.again import again
from stations.kit.answer import RuleBroken


def form_page(request, form, verb: Callable, *, heading, done, back: str, template="components/form.html", **context):
    """Show a form; when it is sent and valid, carry out the verb and go on.

    Args:
        form: bound when the request is a POST.
        verb: called with the cleaned values as keywords; what it returns is where to go when ``redirect`` can use it.
        heading: title of the page.
        done: sentence shown on success.
        back: address of the Cancel link, and where to go when the verb returns nothing.
        context: further values, e.g. ``submit`` (words of the button), ``intro``, ``danger``.

    A refusal of the rules becomes an error of the form, with what was typed still in it.
    """
    if request.method == "POST" and form.is_valid():
        try:
            target = again(partial(verb, **form.cleaned_data), request)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            messages.success(request, done)
            return redirect(target if hasattr(target, "get_absolute_url") else back)
    status = 400 if form.errors else 200
    return render(request, template, context | {"form": form, "heading": heading, "back": back}, status=status)
