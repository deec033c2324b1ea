"""The public page of one case (一案一码): no login, no session, no script; the code never stands in the log.

It is asked by POST. The link of the slip carries the code alone, to fill the first field; nothing is looked up before
both fields are given. A question changes nothing and speaks for nobody, so it needs no token and sets no cookie.
"""

from django import forms
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from mediation.cases import public
from stations.access.origin import client_ip


class QueryForm(forms.Form):
    """Both fields, or nothing is looked up."""

    code = forms.CharField(
        label=_("Case code"), max_length=20, help_text=_("Ten letters and digits, on the slip you were given."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip
    suffix = forms.RegexField(
        r"^[0-9]{4}\Z", label=_("Last four digits of your phone number"),
        help_text=_("The number you gave when the dispute was registered."),
        error_messages={"invalid": _("Four digits.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "4"}),
    )  # fmt: skip

    def clean_code(self) -> str:
        """Without spaces and hyphens, in capitals; a word that cannot be a code is looked up like any other."""
        return public.tidy(self.cleaned_data["code"])


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def query(request):
    """The form; after a question the state of the case, or one and the same "not found"."""
    context, status = {}, 200
    if request.method == "POST":
        form = QueryForm(request.POST)
        if form.is_valid():
            context, status = _asked(request, **form.cleaned_data)
        else:
            status = 400
    else:
        code = public.tidy(request.GET.get("code", "")[:20])
        form = QueryForm(initial={"code": code if public.is_code(code) else ""})
    response = render(request, "mediation/cases/public.html", {"form": form} | context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    if refused := context.get("refused"):
        response["Retry-After"] = str(public.REFUSED[refused][1])
    return response


query.public = True


def _asked(request, code: str, suffix: str) -> tuple[dict, int]:
    if refused := public.refused(client_ip(request), code):
        return {"refused": refused}, public.REFUSED[refused][0]
    told = public.look_up(code=code, suffix=suffix, at=timezone.now())
    return ({"told": told}, 200) if told else ({"unknown": True}, 200)
