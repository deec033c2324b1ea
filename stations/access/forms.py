"""What people type at the door."""

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.utils.translation import gettext_lazy as _

from stations.access.rules import WRONG_CODE, is_new_password


class LoginForm(AuthenticationForm):
    """User name and password; one sentence for a wrong name, a wrong password and a closed account (SE-03)."""

    error_messages = {
        "invalid_login": _("User name or password is wrong. After five failures this name is locked for 20 minutes."),
        "inactive": _("User name or password is wrong. After five failures this name is locked for 20 minutes."),
    }


class PasswordForm(SetPasswordForm):
    """A new password, with the old one where the person has one."""

    old_password = forms.CharField(
        label=_("Present password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["old_password", "new_password1", "new_password2"]

    def __init__(self, user, *args, ask_old: bool, **kwargs):
        super().__init__(user, *args, **kwargs)
        if not ask_old:
            del self.fields["old_password"]

    def clean_old_password(self):
        """The present password proves that the person is still the one at the keyboard."""
        if not self.user.check_password(self.cleaned_data["old_password"]):
            raise forms.ValidationError(_("The present password is wrong."), code="wrong_password")
        return self.cleaned_data["old_password"]

    def clean_new_password1(self):
        """Neither the present password nor one of the last five comes again (SE-02)."""
        password = self.cleaned_data["new_password1"]
        answer = is_new_password(self.user, password)
        if not answer:
            raise forms.ValidationError(answer.reason, code=answer.code)
        return password


class CodeForm(forms.Form):
    """User name and one-time code."""

    username = forms.CharField(
        label=_("User name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    # Named like a password, so that no log of failed attempts keeps it.
    password = forms.CharField(
        label=_("One-time code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
        help_text=_("Eight characters, from the command room or your leader."),
        error_messages={"wrong": WRONG_CODE},
    )

    def clean_password(self):
        """Codes are typed with blanks, hyphens and small letters."""
        return "".join(self.cleaned_data["password"].upper().split()).replace("-", "")


class TokenForm(forms.Form):
    """Six digits of an authenticator."""

    token = forms.CharField(
        label=_("Six-digit code"),
        max_length=7,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean_token(self):
        """Digits only; authenticators show them in two groups."""
        token = "".join(self.cleaned_data["token"].split())
        if not (token.isascii() and token.isdigit() and len(token) == 6):
            raise forms.ValidationError(_("The code has six digits."), code="six_digits")
        return token


class SettingsForm(forms.Form):
    """How the pages look for one person."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    theme = forms.ChoiceField(
        label=_("Appearance"), choices=[("auto", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))]
    )
    large_text = forms.BooleanField(label=_("Large text"), required=False)


class WallForm(forms.Form):
    """The code shown on a new wall screen, and what to call the screen."""

    code = forms.RegexField(
        r"^\d{6}$",
        label=_("Code on the screen"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": _("The code has six digits.")},
    )
    name = forms.CharField(label=_("Name of the screen"), max_length=60)
