"""The upload form."""

from django import forms
from django.utils.translation import gettext_lazy as _

from stations.imports.reading import inspect
from stations.imports.rules import kinds_for
from stations.kit.answer import RuleBroken


class UploadForm(forms.Form):
    """A workbook and what kind it is; a person with one kind is not asked."""

    kind = forms.ChoiceField(label=_("Kind of workbook"))
    file = forms.FileField(
        label=_("Workbook (.xlsx)"),
        help_text=_("At most 10 MB and 20,000 rows a sheet, without password."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )

    def __init__(self, *args, user, kind: str = "", **kwargs):
        """``kind``: the one that is meant, where a room's own page led here."""
        super().__init__(*args, **kwargs)
        choices = [(found.kind, found.label) for found in kinds_for(user)]
        self.fields["kind"].initial = kind
        self.fields["kind"].choices = choices
        if len(choices) == 1:
            self.fields["kind"].initial = choices[0][0]
            self.fields["kind"].widget = forms.HiddenInput()

    def clean_file(self):
        """Say at once what is wrong with the file as a whole."""
        file = self.cleaned_data["file"]
        try:
            inspect(file, file.size)
        except RuleBroken as refusal:
            raise forms.ValidationError(refusal.reason, code=refusal.code) from None
        return file
