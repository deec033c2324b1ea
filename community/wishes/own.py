"""What this room keeps about a member: wishes under the own account, readable, forgotten at their wish (SE-21)."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.groups.models import Member
from community.groups.own_data import Part, register
from community.wishes.models import Voice
from community.wishes.readings import given_by


def _rows(member: Member) -> list[dict]:
    return [
        {
            pgettext_lazy("wish", "Wished"): timezone.localtime(row.given_at).strftime("%Y-%m-%d %H:%M"),
            pgettext_lazy("wish", "Reason"): row.wish.scene.name,
            _("Place"): row.wish.place,
            _("State"): row.wish.get_state_display(),
            _("Answer"): (row.wish.main or row.wish).answer,
        }
        for row in given_by(member.user)
    ]


def _erase(member: Member) -> None:
    """That it was this person is forgotten; the wish stays, as one of nobody."""
    Voice.objects.filter(user_id=member.user_id).update(user=None)


def register_own_data() -> None:
    """Declare it to "my data"."""
    kept = _("What you wished stays on the list of the quarter, without anything that leads to you.")
    register(Part("wishes", _("Wishes for patrols"), _rows, _erase, kept), 60)
