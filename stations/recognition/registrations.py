"""What recognition tells the rest of the house. Thanks first; points only where a station keeps them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.agenda.registry import register as register_due
from stations.kit import ties
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as menu
from stations.notices.registry import register as notice
from stations.recognition import agenda, rules
from stations.recognition.indicators import register_figures
from stations.recognition.models import RecognitionSettings
from stations.timeline.sentences import register as says

menu(NavItem("team", _("Commendations"), "commendations", "award", rules.may_see, 60))
menu(NavItem("team/recognition", _("Acts for points"), "deeds", "clipboard-check", rules.may_see_deeds, 61))
menu(NavItem("team/recognition", _("Desk of rewards"), "reward-desk", "scan", rules.may_use_desk, 62))
menu(NavItem("team/recognition", _("Anonymous rewards"), "payouts", "user-off", rules.may_use_desk, 63))
menu(NavItem("team/recognition", _("Appeals"), "point-appeals", "scale", rules.may_keep_book, 64))
menu(NavItem("team/recognition", _("Unusual bookings"), "point-patterns", "report-search", rules.may_keep_book, 65))
menu(NavItem("team/recognition", _("Ledger of points"), "points-ledger", "list-details", rules.may_keep_book, 66))
menu(NavItem("team/recognition", _("Rewards and stock"), "rewards", "package", rules.may_keep_shelf, 67))
menu(NavItem("team/recognition", _("Budgets of rewards"), "reward-budgets", "coins", rules.may_keep_shelf, 68))
menu(NavItem("team/recognition", _("Monthly statement"), "points-statement", "printer", rules.may_keep_shelf, 69))
menu(NavItem("setup", _("Points and rewards"), "points", "coins", rules.may_set, 110))
menu(NavItem("me", _("My commendations"), "my-commendations", "award", order=55))
menu(NavItem("me", _("My points"), "my-points", "coins", rules.has_points, 56))
menu(NavItem("me", _("Reward shelf"), "my-shelf", "package", rules.has_points, 57))

# Whether the station keeps points comes with who somebody is: the menu asks nothing more.
ties.register(rules.POINTS, lambda user, day: RecognitionSettings.objects.filter(points=True), "pk")
ties.register(rules.ANONYMOUS, lambda user, day: RecognitionSettings.objects.filter(anonymous=True), "pk")

register_due("recognition", agenda.waiting, personal=True)
register_figures()

notice("commendation", _("You have been commended"), tone="ok", icon="award")
notice("points.booked", _("Thank you: %(points)s points were booked for you"), tone="ok", icon="coins")
notice("points.reversed", _("%(points)s of your points were booked back; you may appeal"), "warn", "rotate-clockwise")
notice("points.expired", _("%(points)s of your points have lapsed"), tone="muted", icon="clock-off")
notice("points.refused", _("An act of yours brought no points; you may appeal"), tone="info", icon="info-circle")
notice("points.appeal", _("Your appeal has been decided"), tone="info", icon="scale")
notice("reward.lapsed", _("Your reservation has lapsed; %(points)s points came back"), tone="info", icon="clock-off")

says("commendation.given", _("gave a commendation"), tone="ok", icon="award")
says("commendation.struck", _("struck the commendation"), tone="warn", icon="eraser")
says("recognition.points_set", _("changed whether points are kept"), icon="adjustments")
says("recognition.rule_set", _("set what an act is worth: %(points)s points"), icon="adjustments")
says("points.credited", _("booked %(points)s points"), tone="ok", icon="coins")
says("points.reversed", _("booked %(points)s points back"), tone="warn", icon="rotate-clockwise")
says("points.expired", _("let %(points)s points lapse"), tone="muted", icon="clock-off")
says("points.capped", _("booked nothing: the cap of the month was reached"), tone="muted", icon="ban")
says("deed.proposed", _("put an act forward"), icon="clipboard-plus")
says("deed.verified", pgettext_lazy("act", "verified it"), tone="ok", icon="checks")
says("deed.capped", _("verified it; the cap of the month was reached"), tone="warn", icon="ban")
says("deed.refused", pgettext_lazy("act", "refused it"), tone="warn", icon="ban")
says("appeal.made", _("an appeal was made"), icon="scale")
says("appeal.granted", _("granted the appeal"), tone="ok", icon="scale")
says("appeal.refused", _("refused the appeal"), tone="muted", icon="scale")
says("pattern.found", _("unusual bookings were found"), icon="report-search")
says("pattern.ordinary", _("looked at the bookings: ordinary"), tone="muted", icon="check")
says("pattern.back", _("looked at the bookings and booked them back"), tone="warn", icon="rotate-clockwise")
says("reward.saved", _("changed the reward"), icon="package")
says("reward.stocked", _("put %(items)s on the shelf"), tone="ok", icon="package")
says("reward.counted", _("counted: difference %(difference)s"), tone="warn", icon="clipboard-check")
says("budget.granted", _("changed the budget by %(yuan)s yuan"), icon="coins")
says("reward.reserved", _("a reward was reserved: %(points)s points"), icon="package")
says("reward.handed_out", _("handed the reward out"), tone="ok", icon="heart-handshake")
says("reward.cancelled", _("ended the reservation"), tone="muted", icon="x")
says("reward.lapsed", _("the reservation lapsed"), tone="muted", icon="clock-off")
says("payout.prepared", _("prepared an anonymous reward of %(yuan)s yuan"), icon="user-off")
says("payout.paid", _("signed and paid an anonymous reward of %(yuan)s yuan"), tone="ok", icon="signature")
says("payout.withdrawn", _("took the anonymous reward back"), tone="muted", icon="x")
