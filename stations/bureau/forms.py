"""Forms of the bureau's exports: upload, columns, words."""

from django import forms
from django.utils.translation import gettext_lazy as _

from stations.bureau.columns import fields_of, guess
from stations.bureau.models import ColumnMapping
from stations.bureau.vocabulary import Vocabulary
from stations.bureau.workbook import Column, look_at
from stations.kit.answer import RuleBroken
from stations.kit.forms import StationChoice, StationForm


class UploadForm(StationForm):
    """An export, and the mapping to read it by."""

    file = forms.FileField(
        label=_("Export of the bureau's system (.xlsx)"),
        help_text=_("At most 10 MB and 20,000 rows, without password."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )
    mapping = StationChoice(
        ColumnMapping.objects.all, label=_("Read by the mapping"), required=False,
        empty_label=_("— a new mapping —"),
    )  # fmt: skip
    name = forms.CharField(label=_("Name of the new mapping"), max_length=60, required=False)
    kind = forms.ChoiceField(
        label=_("A new mapping is for"), choices=ColumnMapping.Kind.choices, initial=ColumnMapping.Kind.INCIDENTS,
        widget=forms.RadioSelect,
    )  # fmt: skip

    def clean_file(self):
        """Say at once what is wrong with the file as a whole."""
        file = self.cleaned_data["file"]
        try:
            look_at(file, file.size)
        except RuleBroken as refusal:
            raise forms.ValidationError(refusal.reason, code=refusal.code) from None
        file.seek(0)
        return file

    def clean(self):
        """A saved mapping knows its kind."""
        values = super().clean()
        mapping = values.get("mapping")
        if mapping:
            values["kind"], values["name"] = mapping.kind, ""
        elif not values.get("name"):
            self.add_error("name", _("Choose a mapping or name a new one."))
        return values


class ColumnsForm(forms.Form):
    """For each field of ours, which column of theirs."""

    def __init__(self, *args, mapping: ColumnMapping, found: list[Column], **kwargs):
        super().__init__(*args, **kwargs)
        shown = [(column.title, self._label(column)) for column in found]
        proposed = guess(mapping.kind, [column.title for column in found]) if not mapping.columns else {}
        titles = {column.title for column in found}
        for field in fields_of(mapping.kind):
            current = mapping.columns.get(field.code, proposed.get(field.code, ""))
            # A title that this file lacks stays in the mapping: next month's export may have it again.
            extra = [(current, current)] if current and current not in titles else []
            self.fields[field.code] = forms.ChoiceField(
                label=field.label, required=field.required, initial=current,
                choices=[("", _("— not in the export —")), *shown, *extra],
            )  # fmt: skip

    @staticmethod
    def _label(column: Column) -> str:
        examples = "、".join(column.examples)
        return f"{column.title}（{examples[:60]}）" if examples else column.title


class WordsForm(forms.Form):
    """For each of their words, what it stands for."""

    def __init__(self, *args, mapping: ColumnMapping, words: dict[str, list[str]], vocabulary: Vocabulary, **kwargs):
        super().__init__(*args, **kwargs)
        self.places: dict[str, tuple[str, str]] = {}
        labels = {field.code: field.label for field in fields_of(mapping.kind)}
        for name in (field.code for field in fields_of(mapping.kind) if field.words):
            choices = vocabulary.choices(name) if words.get(name) else []
            for number, word in enumerate(words.get(name, ())):
                key = f"{name}_{number}"
                self.places[key] = (name, word)
                self.fields[key] = forms.ChoiceField(
                    label=f"{labels[name]}：{word}", choices=choices, required=False,
                    initial=mapping.words.get(name, {}).get(word, ""),
                )  # fmt: skip

    def answers(self) -> dict[str, dict[str, str]]:
        """Field of ours → {their word: code of ours}."""
        found: dict[str, dict[str, str]] = {}
        for key, (name, word) in self.places.items():
            found.setdefault(name, {})[word] = self.cleaned_data.get(key, "")
        return found
