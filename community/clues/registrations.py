"""What clues tell the rest of the house: pages, words, notices, the listener of incidents, what is due, figures."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.clues import actions, agenda, rewards, rules
from community.clues.indicators import register_figures
from community.clues.models import Clue
from community.clues.own import register_own_data
from community.clues.words import Objection
from stations.agenda.registry import register as register_due
from stations.incidents import hooks
from stations.incidents.reasons import LookReason
from stations.kit import receipts
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as menu
from stations.notices.registry import register as notice
from stations.timeline.sentences import look
from stations.timeline.sentences import register as says

menu(NavItem("community", _("Clues"), "clues", "message-report", rules.may_see_clues, 20))
menu(NavItem("me", _("Tell the police"), "my-clues", "message-report", rules.may_follow, 15, pinned=True))
menu(NavItem("setup", _("Scenes of clues"), "clue-scenes", "message-report", rules.may_set_scenes, 130))

hooks.after_move("clues", actions.followed)
hooks.guard("clues", agenda.telling)
hooks.tie("clue", agenda.tie)
register_due("community.clues", agenda.waiting)
register_figures()
receipts.register(_("Clues"), "clue-receipt", lambda kept: Clue.objects.filter(receipt_digest=kept).exists())
register_own_data()
rewards.register()


def _objection(data: dict) -> str:
    """Why an outcome went back, in words."""
    return dict(Objection.choices).get(data["reason"], "…")


notice("clue.given", _("A clue of the public is yours"), tone="info", icon="message-report")
notice(
    "clue.object", lambda data: format_lazy("{}：{}", _("The outcome of a clue comes back to you"), _objection(data)),
    tone="warn", icon="arrow-back-up",
)  # fmt: skip
notice("clue.wrote", _("The giver of a clue has written"), tone="info", icon="message")
notice("clue.news", _("There is news of what you told the police"), tone="info", icon="message-report")
notice("clue.told", _("The police tell you what came of it. Thank you."), tone="ok", icon="heart-handshake")

says("clue_scene.installed", _("took over the scenes that come with the house"), icon="adjustments")
says("clue_scene.saved", _("changed a scene of clues"), icon="adjustments")
says("clue.given", _("a clue came in: %(number)s"), icon="message-report")
says("clue.take", _("took the clue on"), icon="user-check")
says("clue.assign", _("said who is in charge"), icon="user-edit")
says("clue.handled", pgettext_lazy("clue", "the police are done with it"), tone="ok", icon="circle-check")
says("clue.resumed", pgettext_lazy("clue", "taken up again"), tone="warn", icon="rotate-clockwise")
says("clue.message", _("wrote to the giver"), icon="message")
says("clue.giver_wrote", _("the giver wrote"), icon="message")
says(
    "clue.outcome",
    _("recorded the outcome: hazards %(hazards)s, persons %(persons)s, loss prevented %(yuan)s yuan"),
    icon="report",
)
says("clue.verify", _("verified the outcome"), tone="ok", icon="checks")
says("clue.tell", _("told and thanked the giver"), tone="ok", icon="heart-handshake")
says(
    "clue.object", lambda data: format_lazy("{}：{}", _("sent the outcome back"), _objection(data)), tone="warn",
    icon="arrow-back-up",
)  # fmt: skip
for reason in LookReason:
    look(f"giver:{reason.value}", format_lazy("{} · {}", _("Giver of the clue"), reason.label))
