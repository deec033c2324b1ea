"""What the forum keeps about a member: own questions and suggestions, readable, forgotten at their wish (SE-21)."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.forum.models import ForumPost
from community.forum.models_beside import Hiding, PostReport, PostWord, Useful
from community.groups.models import Member
from community.groups.own_data import Part, register
from stations.notices.models import Notice


def _rows(member: Member) -> list[dict]:
    rows = ForumPost.objects.filter(author=member.user_id).select_related("answer")
    mine = [
        {
            _("Kind"): row.get_kind_display(), pgettext_lazy("forum", "written"): _moment(row.written_at),
            _("text"): row.text, _("State"): row.get_state_display(),
            _("answer"): row.answer.text if row.answer else row.reply,
        }
        for row in rows
    ]  # fmt: skip
    mine += [
        {_("Kind"): row.get_step_display(), pgettext_lazy("forum", "written"): _moment(row.at), _("text"): row.words}
        for row in PostWord.objects.filter(post__author=member.user_id, by=None)
    ]
    mine += [
        {_("Kind"): _("Appeal"), pgettext_lazy("forum", "written"): _moment(row.appealed_at), _("text"): row.appeal}
        for row in Hiding.objects.filter(post__author=member.user_id).exclude(appeal="")
    ]
    mine += [
        {_("Kind"): _("What you reported"), pgettext_lazy("forum", "written"): _moment(row.at),
         _("text"): row.post.text, _("Reason"): row.get_fault_display()}
        for row in PostReport.objects.filter(user=member.user_id).select_related("post")
    ]  # fmt: skip
    useful = Useful.objects.filter(user=member.user_id).count()
    return [*mine, {_("Found useful"): useful}] if useful else mine


def _moment(value) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")


def _erase(member: Member) -> None:
    """That it was this person is forgotten; what was written stays, as nobody's, without the trade."""
    ForumPost.objects.filter(author=member.user_id).update(author=None, trade="", mark="")
    Useful.objects.filter(user=member.user_id).delete()
    PostReport.objects.filter(user=member.user_id).delete()
    # A message that leads to the writing would say it still.
    Notice.objects.filter(recipient=member.user_id, url__startswith="/me/ask/").delete()


def register_own_data() -> None:
    """Declare it to "my data"."""
    register(
        Part(
            "forum", _("Questions and suggestions"), _rows, _erase,
            _("What you asked and proposed stays, without anything that leads to you."),
        ),
        55,
    )  # fmt: skip
