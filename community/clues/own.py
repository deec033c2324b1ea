"""What this room keeps about a member: the clues they gave, readable by them, forgotten at their wish (SE-21)."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.clues.models import Giver, Message
from community.groups.models import Member
from community.groups.own_data import Part, register
from stations.notices.models import Notice

# Kinds of messages that only who gave a clue gets.
TO_THE_GIVER = ("clue.news", "clue.told")


def _rows(member: Member) -> list[dict]:
    found = Giver.objects.filter(user_id=member.user_id).select_related("clue__scene").order_by("-clue__given_at")
    said: dict[int, list[str]] = {}
    for row in Message.objects.filter(clue__giver__user=member.user_id, writer=None):
        said.setdefault(row.clue_id, []).append(row.words)
    return [
        {
            pgettext_lazy("clue", "Given at"): timezone.localtime(row.clue.given_at).strftime("%Y-%m-%d %H:%M"),
            _("Scene"): row.clue.scene.name,
            _("Place"): row.clue.place,
            _("What was seen"): row.clue.words,
            _("What you wrote about it"): "\n".join(said.get(row.clue_id, [])),
            _("What the giver was told"): row.clue.answer,
        }
        for row in found
    ]


def _erase(member: Member) -> None:
    """That it was this person is forgotten; what was told stays, as the clue of nobody."""
    Giver.objects.filter(user_id=member.user_id).delete()
    # A message that leads to the clue would say it still.
    Notice.objects.filter(recipient=member.user_id, kind__in=TO_THE_GIVER).delete()


def register_own_data() -> None:
    """Declare it to "my data"."""
    register(
        Part(
            "clues", _("Clues you gave"), _rows, _erase,
            _("What you told the police stays on record, without anything that leads to you."),
        ),
        50,
    )  # fmt: skip
