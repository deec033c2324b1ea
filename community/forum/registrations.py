"""What the forum tells the rest of the house: pages, words, notices, what is due, figures, files, after class."""

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.forum import agenda, asking, rules
from community.forum.indicators import register_figures
from community.forum.models import ForumPost
from community.forum.own import register_own_data
from community.forum.words import Adoption, Kind
from community.groups import messages
from stations.agenda.registry import register as register_due
from stations.agenda.registry import register_kind
from stations.files.registry import register as register_files
from stations.handovers.registry import register as handover
from stations.incidents.reasons import LookReason
from stations.kit import receipts
from stations.kit.answer import Answer, no
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as menu
from stations.notices.registry import register as notice
from stations.timeline.sentences import look
from stations.timeline.sentences import register as says
from stations.training.registry import after_class

menu(NavItem("community", _("Questions and suggestions"), "forum-posts", "messages", rules.may_see_forum, 30))
menu(NavItem("community/forum", _("Official answers"), "official-answers", "certificate", rules.may_see_forum, 32))
menu(NavItem("community/forum", _("Notices to the public"), "announcements", "speakerphone", rules.may_see_forum, 34))
menu(NavItem("setup", _("Forum settings"), "forum-settings", "messages", rules.keeps_forum, 132))
menu(NavItem("me", pgettext_lazy("forum", "Ask the police"), "my-questions", "message-question", rules.may_follow, 17,
             pinned=True))  # fmt: skip


def may_fetch(user, stored) -> Answer:
    """A photo is for who wrote and for the police; on no board."""
    post = ForumPost.objects.filter(photo=stored).first()
    if post is None:
        return no(_("This file cannot be fetched."), code="file.unknown")
    return rules.is_writer(user, post) or rules.may_see_forum(user)


def _adopted(data: dict) -> str:
    known = dict(Adoption.choices)
    return str(_("replied: %(what)s") % {"what": known.get(data["adoption"], data["adoption"])})


register_files(asking.PURPOSE, may_fetch)
register_due("community.forum", agenda.waiting)
register_due("community.forum.checks", agenda.to_check, personal=True)
register_kind(agenda.KIND, _("Questions and suggestions"), "message-question")
handover("forum_overdue", _("Questions of the public, overdue"), 320, agenda.handover_lines)
register_figures()
receipts.register(
    _("Questions and suggestions"), "forum-receipt",
    lambda kept: ForumPost.objects.filter(receipt_digest=kept).exists(),
)  # fmt: skip
register_own_data()
messages.counts("forum.news")
after_class(
    "forum", label=pgettext_lazy("forum", "Ask a question"),
    ask_url=lambda sitting: f"{reverse('question-ask')}?sitting={sitting.pk}",
    list_url=lambda sitting: reverse("sitting-questions-part", args=[sitting.pk]), allowed=rules.may_ask,
)  # fmt: skip

notice("forum.question", _("Question %(number)s waits for your answer"), tone="info", icon="message-question")
notice("forum.suggestion", _("Suggestion %(number)s waits for your reply"), tone="info", icon="bulb")
notice("forum.passed", _("%(number)s was passed on to you"), tone="info", icon="arrows-exchange")
notice("forum.again", _("%(number)s: the writer says it is not answered"), tone="warn", icon="rotate-clockwise")
notice("forum.overdue", _("%(number)s was not answered in time"), tone="danger", icon="alarm")
notice("forum.appeal", _("%(number)s: the writer appeals against hiding"), tone="warn", icon="scale")
notice("forum.answered", _("The station has answered your question"), tone="ok", icon="message-question")
notice("forum.answer_changed", _("The answer to your question was changed"), tone="info", icon="message-question")
notice("forum.accepted", _("The station has taken on your suggestion"), tone="info", icon="bulb")
notice("forum.replied", _("The station has replied to your suggestion"), tone="ok", icon="bulb")
notice("forum.public", _("Your suggestion was made public. Thank you."), tone="ok", icon="heart-handshake")
notice("forum.merged", _("Your suggestion goes on together with another one"), tone="info", icon="link")
notice("forum.refused", _("What you wrote was not taken up; read why"), tone="warn", icon="message")
notice("forum.hidden", _("What you wrote was hidden; read why"), tone="warn", icon="eye-off")
notice("forum.shown", _("What you wrote is shown again"), tone="ok", icon="eye")
notice("forum.appeal_decided", _("Your appeal was decided"), tone="info", icon="scale")
notice("forum.news", _("The station has news for you"), tone="info", icon="speakerphone")

says(f"forum.{Kind.QUESTION}", _("a question came in: %(number)s"), icon="message-question")
says(f"forum.{Kind.SUGGESTION}", _("a suggestion came in: %(number)s"), icon="bulb")
says("forum.answer", pgettext_lazy("day-book", "answered the question"), tone="ok", icon="circle-check")
says("forum.correct", _("answered anew"), icon="pencil")
says("forum.not_answered", _("the writer says it is not answered"), tone="warn", icon="rotate-clockwise")
says("forum.pass_on", _("passed it on to a colleague"), icon="arrows-exchange")
says("forum.refuse", _("did not take it up"), tone="warn", icon="x")
says("forum.withdraw", _("the writer took it back"), tone="muted", icon="arrow-back-up")
says("forum.accept", _("took the suggestion on"), icon="user-check")
says("forum.reply", _adopted, tone="ok", icon="circle-check")
says("forum.publish", _("made suggestion and reply public"), tone="ok", icon="users-group")
says("forum.unpublish", _("took it back from the public"), tone="warn", icon="eye-off")
says("forum.merge", _("joined it with %(other)s"), icon="link")
says("forum.show", _("checked it: it may stand on the board"), tone="ok", icon="checks")
says("forum.hide", _("hid it from the board"), tone="warn", icon="eye-off")
says("forum.appeal", _("the writer appeals against hiding"), tone="warn", icon="scale")
says("forum.lift", _("let it stand on the board again"), tone="ok", icon="eye")
says("forum.uphold", _("decided that it stays hidden"), icon="scale")
says("forum.reported", _("reported by readers (%(count)s)"), tone="warn", icon="flag")
says("forum.overdue", _("not answered by %(due)s"), tone="danger", icon="alarm")
says("forum.phones_deleted", _("deleted phones that residents had left (%(count)s)"), tone="muted", icon="trash")
says("forum.answer_written", _("wrote the official answer, valid until %(until)s"), tone="ok", icon="certificate")
says("forum.answer_confirm", _("reviewed the answer: valid until %(until)s"), tone="ok", icon="checks")
says("forum.answer_revise", _("changed the answer: valid until %(until)s"), icon="pencil")
says("forum.answer_publish", _("said who reads the answer"), icon="users")
says("forum.answer_retire", _("retired the answer"), tone="muted", icon="archive")
says("forum.news_saved", _("wrote the notice, shown until %(until)s"), icon="pencil")
says("forum.news_published", _("published the notice until %(until)s"), tone="ok", icon="speakerphone")
says("forum.news_extended", _("changed its last day to %(until)s"), icon="calendar-event")
says("forum.news_withdraw", _("withdrew the notice"), tone="warn", icon="eye-off")
says("forum.news_discard", _("discarded the draft"), tone="muted", icon="trash")
says("forum.topics_installed", _("took over the topics that come with the house"), icon="adjustments")
says("forum.topic_saved", _("changed a topic of the forum"), icon="adjustments")
says("forum.settings_changed", _("changed the settings of the forum"), icon="adjustments")
for reason in LookReason:
    look(f"resident_phone:{reason.value}", format_lazy("{} · {}", _("Phone of the resident"), reason.label))
