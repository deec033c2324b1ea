"""The form of a visit: drawn from the check list that is chosen, filled in standing up, sent once."""

import uuid

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.enterprises.forms import PhotosField
from community.enterprises.models_visits import CheckItem, CheckListVersion
from community.enterprises.readings import liaison_officers, tips_on
from community.enterprises.visiting import Extra, Given, Photo, Said
from community.enterprises.words import AnswerKind, Grade, Told, VisitKind, YesNo
from stations.kit.forms import StationForm, StationMultipleChoice

# People, rooms, cameras: more is a typing error.
MOST = 99_999


class VisitForm(StationForm):
    """A visit; fields of the check list are named ``item_<id>``, ``words_<id>``, ``photo_<id>``.

    Args:
        version: the check list, or None.
        kinds: kinds of visits that are possible.
    """

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    offline = forms.BooleanField(required=False, widget=forms.HiddenInput)
    at = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind of visit"), choices=VisitKind.choices, widget=forms.RadioSelect)
    tips = StationMultipleChoice(
        lambda: tips_on(timezone.localdate()), label=_("Tips given"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    extra = forms.CharField(
        label=_("Something else not in order"), max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    extra_grade = forms.TypedChoiceField(
        label=_("Grade"), choices=Grade.choices, coerce=int, required=False, initial=Grade.MINOR
    )
    photos = PhotosField(label=_("Photos of the visit"))
    met = forms.CharField(
        label=_("Spoke with"), max_length=40, required=False,
        help_text=_("What the person is there, e.g. manager; no names, no phone numbers."),
    )  # fmt: skip
    others = StationMultipleChoice(
        lambda: liaison_officers(timezone.localdate()), label=_("Came along"), required=False,
        widget=forms.SelectMultiple(attrs={"size": 4}),
    )  # fmt: skip
    # That somebody agreed is said by the officer, never by the form.
    told = forms.ChoiceField(
        label=_("Result told"), choices=Told.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Say how the result was told.")},
    )  # fmt: skip
    note = forms.CharField(label=_("Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, version: CheckListVersion | None, kinds: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.version = version
        self.items: list[CheckItem] = list(version.items.all()) if version else []
        self.fields["kind"].choices = [(kind, VisitKind(kind).label) for kind in kinds]
        for item in self.items:
            self._add(item)
        if not self.is_bound:
            self.initial.setdefault("client_id", uuid.uuid4())

    def _add(self, item: CheckItem) -> None:
        name, fields = f"item_{item.pk}", self.fields
        if item.answer == AnswerKind.YES_NO:
            fields[name] = forms.ChoiceField(
                label=item.text, choices=YesNo.choices, required=item.required, widget=forms.RadioSelect
            )
            fields[f"words_{item.pk}"] = forms.CharField(label=_("What is not in order"), max_length=200,
                                                         required=False)  # fmt: skip
            fields[f"photo_{item.pk}"] = PhotosField(label=_("Photo"))
        elif item.answer == AnswerKind.NUMBER:
            fields[name] = forms.DecimalField(
                label=item.text, required=item.required, max_digits=12, decimal_places=2, min_value=0, max_value=MOST,
                widget=forms.NumberInput(attrs={"inputmode": "decimal"}),
            )  # fmt: skip
        else:
            fields[name] = forms.CharField(label=item.text, required=item.required, max_length=200)

    def rows(self) -> list[dict]:
        """The items as the template draws them."""
        return [
            {
                "item": item, "field": self[f"item_{item.pk}"],
                "words": self[f"words_{item.pk}"] if item.answer == AnswerKind.YES_NO else None,
                "photo": self[f"photo_{item.pk}"] if item.answer == AnswerKind.YES_NO else None,
            }
            for item in self.items
        ]  # fmt: skip

    def said(self) -> Said:
        """What was said, for the action."""
        told = self.cleaned_data
        photos = [Photo(content) for content in told["photos"]]
        answers = {}
        for item in self.items:
            value = told.get(f"item_{item.pk}")
            if item.answer == AnswerKind.YES_NO:
                answers[item.pk] = Given(choice=value or "", text=told.get(f"words_{item.pk}", ""))
                photos += [Photo(content, item.pk) for content in told.get(f"photo_{item.pk}") or []]
            elif item.answer == AnswerKind.NUMBER:
                answers[item.pk] = Given(number=value)
            else:
                answers[item.pk] = Given(text=value or "")
        extra = told["extra"].strip()
        return Said(
            kind=told["kind"], told=told["told"], version=self.version, answers=answers, tips=list(told["tips"]),
            others=list(told["others"]), photos=photos, met=told["met"], note=told["note"],
            extra=Extra(extra, int(told["extra_grade"] or Grade.MINOR)) if extra else None,
            # Only what waited for a network brings its own time.
            at=told["at"] if told["offline"] else None, offline=told["offline"],
        )  # fmt: skip
