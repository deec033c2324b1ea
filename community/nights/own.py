"""What this room keeps about a member: where they walked, what they chose, what they were asked (SE-21)."""

from django.apps import apps
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.groups.ending import register as register_ending
from community.groups.models import Member
from community.groups.own_data import Part, register
from community.nights.joining import end
from community.nights.models import NightChoice, NightRequest, NightSeat
from community.nights.words import State


def _rows(member: Member) -> list[dict]:
    seats = NightSeat.objects.filter(member=member).select_related("patrol__community").order_by("-starts_at")
    asked = NightRequest.objects.filter(member=member).select_related("patrol__community").order_by("-asked_at")
    choice = NightChoice.objects.filter(member=member).first()
    found = [
        {
            _("Night of"): row.patrol.duty_date, _("Community"): row.patrol.community.name,
            _("State"): _state(row), _("Came"): _moment(row.present_at), _("Hours"): row.hours or "",
        }
        for row in seats
    ]  # fmt: skip
    found += [
        {_("Asked on"): _moment(row.asked_at), _("Night of"): row.patrol.duty_date,
         _("Community"): row.patrol.community.name}
        for row in asked
    ]  # fmt: skip
    if choice:
        quiet = f"{choice.quiet_from:%H:%M}–{choice.quiet_until:%H:%M}" if choice.quiet_from else ""
        found.append({
            _("Never asked for night patrols"): _("yes") if choice.never else _("no"), _("Own quiet hours"): quiet,
        })  # fmt: skip
    return found


def _state(row: NightSeat) -> str:
    """Of one's own place; where the station called the patrol off, that it did."""
    off = row.patrol.state in {State.CANCELLED, State.NOT_HELD}
    return row.patrol.get_state_display() if off else row.get_state_display()


def _moment(value) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""


def _erase(member: Member) -> None:
    """Requests and choices go; places stay as those of a number, without the words somebody wrote beside them."""
    NightRequest.objects.filter(member=member).delete()
    NightChoice.objects.filter(member=member).delete()
    now = timezone.now()
    # A place in a patrol to come is free again.
    NightSeat.objects.filter(member=member, starts_at__gt=now, present_at=None).update(state="back", trade=None)
    gone = {"marked_reason": "—"}
    NightSeat.objects.filter(member=member).exclude(marked_reason="").update(**gone)
    events = apps.get_model("community", "NightSeatEvent").objects.filter(member_id=member.pk)
    events.exclude(marked_reason="").update(**gone)


def register_own_data() -> None:
    """Declare it to "my data", and what ends with a membership."""
    register_ending("nights", end)
    register(
        Part(
            "nights", _("Night patrols"), _rows, _erase,
            _("That a helper was there, and for how many hours, stays as a number without name and phone."),
        ),
        60,
    )  # fmt: skip
