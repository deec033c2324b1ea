"""What working with enterprises tells the rest of the house: pages, words, notices, what is due, figures."""

from django.utils.translation import gettext_lazy as _

from community.groups.models import Member
from community.partners import agenda, demands, losses, planning, resolutions, rules
from community.partners.indicators import register_figures
from community.partners.meetings import PROPOSED
from community.partners.models import PartnerSettings
from community.partners.models_demands import Demand
from community.partners.readings import MERCHANTS
from stations.agenda.registry import register as register_due
from stations.agenda.registry import register_kind
from stations.files.registry import register as answer_for
from stations.handovers.registry import register as handover
from stations.kit import receipts
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as menu
from stations.notices.registry import register as notice
from stations.organisation.models import User
from stations.timeline.sentences import register as says
from stations.training.registry import Audience
from stations.training.registry import register as register_audience

see = rules.may_see_partners
menu(NavItem("community/enterprises", _("Demands of enterprises"), "demands", "message-question", see, 50))
menu(NavItem("community/enterprises", _("Joint meetings"), "joint-meetings", "users-group", see, 52))
menu(NavItem("community/enterprises", _("Resolutions"), "resolutions", "list-check", see, 53))
menu(NavItem("community/enterprises", _("Prevention talks"), "prevention-talks", "school", see, 54))
menu(NavItem("community/enterprises", _("Recovered losses"), "recovered-losses", "coin", see, 55))
menu(NavItem(
    "setup", _("Working with enterprises"), "partner-settings", "message-question", rules.may_set_partners, 135
))  # fmt: skip

register_kind("demand", _("Demands of enterprises"), "message-question")
register_due("partners.demands", agenda.due_demands)
register_due("partners.resolutions", agenda.due_resolutions)
register_due("partners.meetings", agenda.due_meetings, personal=True)
register_due("partners.losses", agenda.due_losses, personal=True)
handover("partners_late", _("Demands and resolutions overdue"), 260, agenda.late_lines)
answer_for(losses.PURPOSE, lambda user, stored: rules.may_see_partners(user))
register_figures()
receipts.register(
    _("Demands of enterprises"), "demand-receipt", lambda kept: Demand.objects.filter(receipt_digest=kept).exists()
)


def _merchants(parts: list[str], day):
    """Accounts of confirmed members of the trade that the station says merchants are of."""
    trade = PartnerSettings.objects.exclude(merchant_trade=None).values("merchant_trade_id")
    rows = Member.objects.confirmed().filter(trade__in=trade)
    return User.objects.filter(pk__in=rows.values("user_id")).order_by("pinyin", "id")


register_audience(Audience(MERCHANTS, _("Merchants"), _merchants, may_teach=rules.may_start_series))

notice(demands.GIVEN, _("A demand of an enterprise is yours"), icon="message-question")
notice(demands.NEWS, _("An enterprise returned your answer"), tone="warn", icon="arrow-back-up")
notice(demands.LATE, _("A demand of an enterprise is overdue: %(number)s"), tone="danger", icon="clock")
notice(planning.PLANNED, _("You take the chair of a joint meeting"), icon="calendar-plus")
notice(PROPOSED, _("An item was proposed for a joint meeting"), icon="message-plus")
notice(resolutions.GIVEN, _("A resolution of a joint meeting is yours, due on %(day)s"), icon="list-check")

says("partners.kinds_installed", _("took over the kinds of demands that come with the house"), icon="adjustments")
says("partners.kind_added", _("added a kind of demand"), tone="ok", icon="plus")
says("partners.kind_changed", _("changed a kind of demand"), icon="pencil")
says("partners.settings_changed", _("changed the settings of working with enterprises"), icon="adjustments")
says("partners.sign_made", _("made the sign for demands of a building"), icon="qrcode")
says("partners.sign_renewed", _("made the old signs for demands invalid"), tone="warn", icon="qrcode")

says("meeting_series.set_up", _("set up a series of joint meetings"), tone="ok", icon="plus")
says("meeting_series.changed", _("changed the series of joint meetings"), icon="pencil")
says("joint_meeting.plan", _("planned the joint meeting"), icon="calendar-plus")
says("joint_meeting.change", _("changed the meeting"), icon="pencil")
says("joint_meeting.invite", _("noted who is invited: %(invited)s"), icon="users-plus")
says("joint_meeting.propose", _("proposed an item"), icon="message-plus")
says("joint_meeting.take_on", _("put an item on the agenda"), icon="list-check")
says("joint_meeting.decline", _("did not take an item on"), tone="muted", icon="x")
says("joint_meeting.hold", _("recorded the joint meeting; %(came)s came"), tone="ok", icon="users")
says("joint_meeting.minutes", _("wrote the minutes"), icon="pencil")
says("joint_meeting.settle", _("wrote down the outcome of an item"), icon="gavel")
says("joint_meeting.hear", _("wrote down what the meeting heard of a resolution"), icon="message")
says("joint_meeting.close", _("made the minutes final"), tone="ok", icon="file-check")
says("joint_meeting.reopen", _("opened the minutes to be corrected"), tone="warn", icon="lock-open")
says("joint_meeting.cancel", _("cancelled the joint meeting"), tone="warn", icon="calendar-off")
says("resolution.give", _("put a resolution on record, due on %(due)s"), icon="list-check")
says("resolution.finish", _("a resolution is done"), tone="ok", icon="circle-check")
says("resolution.put_off", _("put a resolution off until %(due)s"), tone="warn", icon="clock")
says("resolution.drop", _("dropped a resolution"), tone="muted", icon="x")
says("resolution.not_done", _("a resolution is open again"), tone="warn", icon="rotate-clockwise")

says("demand.received", _("a demand came in: %(number)s, to be answered by %(due)s"), icon="message-question")
says("demand.accept", _("accepted the demand"), icon="user-check")
says("demand.decline", _("did not accept the demand"), tone="muted", icon="x")
says("demand.assign", _("said who is in charge of the demand"), icon="user-edit")
says("demand.answer", _("answered the demand"), tone="ok", icon="message")
says("demand.pass_on", _("passed the demand on; reply by %(due)s"), icon="send")
says("demand.come_back", _("noted the reply of the department"), icon="arrow-back-up")
says("demand.confirm", _("the enterprise confirmed"), tone="ok", icon="circle-check")
says("demand.send_back", _("the enterprise returned it; to be answered by %(due)s"), tone="danger",
     icon="arrow-back-up")  # fmt: skip
says("demand.lapse", _("closed without a word of the enterprise"), tone="muted", icon="clock")

says("talk.recorded", _("put the talk on record: %(people)s people, %(leaflets)s leaflets"), icon="school")
says("talk.struck", _("struck the talk out"), tone="warn", icon="x")
says("loss.entered", _("recorded a recovered loss of %(yuan)s yuan"), icon="coin")
says("loss.corrected", _("corrected the record of the loss"), icon="pencil")
says("loss.give_back", _("gave %(yuan)s yuan back on %(day)s"), icon="receipt")
says("loss.verify", _("verified the recovered loss of %(yuan)s yuan"), tone="ok", icon="checks")
says("loss.send_back", _("sent the record of the loss back to correct"), tone="warn", icon="arrow-back-up")
says("loss.unverify", _("took the verification of %(yuan)s yuan back"), tone="danger", icon="rotate-clockwise")
says("loss.withdraw", _("withdrew the record of the loss"), tone="muted", icon="x")
