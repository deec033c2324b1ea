"""What the forum keeps about a member: own questions and suggestions, readable, forgotten at their wish (SE-21)."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.forum.models import ForumPost
from community.forum.models_beside import PostReport, Useful
from community.groups.models import Member
from community.groups.own_data import Part, register


def _rows(member: Member) -> list[dict]:
    rows = ForumPost.objects.filter(author=member.user_id).select_related("answer")
    return [
        {
            _("Kind"): row.get_kind_display(),
            pgettext_lazy("forum", "written"): timezone.localtime(row.written_at).strftime("%Y-%m-%d %H:%M"),
            _("text"): row.text,
            _("State"): row.get_state_display(),
            _("answer"): row.answer.text if row.answer else row.reply,
        }
        for row in rows
    ]


def _erase(member: Member) -> None:
    """That it was this person is forgotten; what was written stays, as nobody's, without the trade."""
    ForumPost.objects.filter(author=member.user_id).update(author=None, trade="", mark="")
    Useful.objects.filter(user=member.user_id).delete()
    PostReport.objects.filter(user=member.user_id).delete()


def register_own_data() -> None:
    """Declare it to "my data"."""
    register(
        Part(
            "forum", _("Questions and suggestions"), _rows, _erase,
            _("What you asked and proposed stays, without anything that leads to you."),
        ),
        55,
    )  # fmt: skip
