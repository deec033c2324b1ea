"""What wishes tell the rest of the house: pages, words, the listener of errands, what is due, figures."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.wishes import actions, agenda, rules
from community.wishes.indicators import register_figures
from community.wishes.models import Voice
from community.wishes.own import register_own_data
from stations.agenda.registry import register as register_due
from stations.errands.registry import on_move
from stations.kit import receipts
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as menu
from stations.timeline.sentences import register as says

menu(NavItem("community", _("Wishes of residents"), "wishes", "heart-handshake", rules.may_see_wishes, 30))
menu(NavItem("me", _("Wish for a patrol"), "my-wishes", "heart-handshake", rules.may_wish, 25))
menu(NavItem("setup", _("Wishes of residents"), "wish-settings", "heart-handshake", rules.may_set_wishes, 132))

on_move("wishes", actions.followed)
register_due("community.wishes", agenda.waiting)
register_figures()
receipts.register(
    _("Wishes of residents"), "wish-receipt", lambda kept: Voice.objects.filter(receipt_digest=kept).exists()
)
register_own_data()

says("wish.submitted", _("a resident wished for a patrol"), icon="heart-handshake")
says("wish.joined", _("another resident wishes the same"), icon="users-plus")
says("wish.accept", _("took the wish up; the patrols are asked"), icon="circle-check")
says("wish.decline", _("declined the wish"), tone="muted", icon="x")
says("wish.merge", _("joined it with another wish"), icon="arrows-split-2")
says("wish.grown", _("another wish was joined with it: %(residents)s residents now"), icon="users-plus")
says("wish.plan", pgettext_lazy("wish", "it is on a route"), tone="info", icon="route")
says("wish.unplan", pgettext_lazy("wish", "it is on no route any more"), tone="warn", icon="arrow-back-up")
says("wish.walk", pgettext_lazy("wish", "the patrol passed there"), tone="ok", icon="walk")
says("wish.answer", _("answered the residents"), tone="ok", icon="message-circle")
says("wish.clear", _("the list of the quarter was cleared"), tone="muted", icon="calendar-off")
says("wish.well", _("a resident says it was done well"), tone="ok", icon="thumb-up")
says("wish.not_well", _("a resident says it was not done well"), tone="warn", icon="message-report")
says("wish_list.cleared", _("cleared the list of the quarter: %(wishes)s wishes, %(cleared)s of them unfinished"),
     icon="calendar-check")  # fmt: skip
says("wish_scene.installed", _("took over the reasons of wishes that come with the house"), icon="adjustments")
says("wish_scene.saved", _("changed a reason of wishes"), icon="adjustments")
says("wish_settings.saved", _("changed the settings of wishes"), icon="adjustments")
