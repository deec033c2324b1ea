"""What gear tells the rest of the house."""

from django.utils.translation import gettext_lazy as _

from patrols.squads.rules import may_see_patrols
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as menu
from stations.notices.registry import register as notice
from stations.timeline.sentences import register as says

menu(NavItem("patrols/records", _("Gear"), "gear-list", "shirt", may_see_patrols, 72))
notice("gear.issued", _("Gear was issued to you: confirm that you have it"), icon="shirt")

says("gear_kind.installed", _("set up the kinds of gear"), icon="adjustments")
says("gear.stocked", _("took %(count)s pieces into store"), icon="plus")
says("gear.issue", _("issued it to a guard"), icon="send")
says("gear.confirm", _("confirmed the receipt"), tone="ok", icon="check")
says("gear.take_back", _("took it back"), icon="arrow-back-up")
says("gear.repair", _("had it repaired"), tone="ok", icon="check")
says("gear.find", _("found it again"), tone="ok", icon="check")
says("gear.retire", _("retired it"), tone="warn", icon="eraser")
