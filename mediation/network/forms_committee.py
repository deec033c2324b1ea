"""Input of a term of the committee: nine places at most."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.network.models import CommitteeMember, CommitteeTerm, Mediator
from mediation.network.rules import COMMITTEE_MOST, Seat, term_end
from stations.kit.forms import DayField, StationForm

DAY = timedelta(days=1)


class TermForm(StationForm):
    """A term with its members; the cleaned values hold ``seats`` and the day after the last one as ``end``."""

    name = forms.CharField(label=_("Term"), max_length=40)
    start = DayField(label=_("First day"), initial=timezone.localdate)
    last_day = DayField(
        label=_("Last day"), required=False, help_text=_("Empty: three years after the first day (RT-17).")
    )

    def __init__(self, *args, term: CommitteeTerm | None = None, **kwargs):
        self.term = term
        initial = {"name": term.name, "start": term.start, "last_day": term.end and term.end - DAY} if term else {}
        seats = list(term.members.order_by("id")) if term else []
        super().__init__(*args, initial=initial, **kwargs)
        held = [seat.mediator_id for seat in seats]
        rows = (
            Mediator.objects.filter(of_committee=True).select_related("user", "kind").order_by("user__pinyin", "pk")
        )
        self.people = {str(row.pk): row for row in rows if row.left_on is None or row.pk in held}
        choices = [("", "—"), *((pk, f"{row.user.name}（{row.kind.name}）") for pk, row in self.people.items())]
        for number in range(COMMITTEE_MOST):
            seat = seats[number] if number < len(seats) else None
            role = CommitteeMember.Role.MEMBER if number else CommitteeMember.Role.CHAIR
            place = {"place": number + 1}
            self.fields[f"mediator{number}"] = forms.ChoiceField(
                label=_("Member %(place)s") % place, choices=choices, required=False,
                initial=str(seat.mediator_id) if seat else "",
            )  # fmt: skip
            self.fields[f"role{number}"] = forms.ChoiceField(
                label=_("Role of member %(place)s") % place, choices=CommitteeMember.Role.choices, required=False,
                initial=seat.role if seat else role,
            )  # fmt: skip
            self.fields[f"woman{number}"] = forms.BooleanField(
                label=_("Member %(place)s is a woman") % place, required=False, initial=bool(seat and seat.woman)
            )

    def rows(self):
        """The places as the page draws them: mediator, role, woman."""
        return [
            (number + 1, self[f"mediator{number}"], self[f"role{number}"], self[f"woman{number}"])
            for number in range(COMMITTEE_MOST)
        ]

    def head(self):
        """The fields before the places."""
        return [self["name"], self["start"], self["last_day"]]

    def clean(self):
        """The places that are filled, and the day after the last one."""
        values = super().clean()
        seats = []
        for number in range(COMMITTEE_MOST):
            chosen = self.people.get(values.pop(f"mediator{number}", "") or "")
            role, woman = values.pop(f"role{number}", ""), values.pop(f"woman{number}", False)
            if chosen:
                seats.append(Seat(chosen, role or CommitteeMember.Role.MEMBER, bool(woman)))
        last = values.pop("last_day", None)
        if values.get("start"):
            values["end"] = last + DAY if last else term_end(values["start"])
        return values | {"seats": seats}
