"""The public page of one case (一案一码): no login, no session, no script; the code never stands in the log.

It is asked by POST. The link of the slip carries the code alone, to fill the first field; nothing is looked up before
both fields are given. A question changes nothing and speaks for nobody, so it needs no token and sets no cookie.
"""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.cases import public
from stations.access.counting import refused
from stations.access.origin import client_ip
from stations.access.public import open_page, public_page


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


@open_page
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
    return public_page(request, "mediation/cases/public.html", {"form": form} | context, status)


def _asked(request, code: str, suffix: str) -> tuple[dict, int]:
    if why := refused(address=(client_ip(request), public.PER_ADDRESS), case=(code, public.PER_CODE)):
        return {"refused": why}, 200
    told = public.look_up(code=code, suffix=suffix, at=timezone.now())
    return ({"told": told}, 200) if told else ({"unknown": True}, 200)
