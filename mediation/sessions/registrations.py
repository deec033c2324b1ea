"""What sessions tell the rest of the house: pages, words, hooks of cases, notices, what is due, handover lines."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mediation.cases import hooks
from mediation.sessions import agenda, appointments, holding, joining, readings, rules
from stations.agenda.registry import register as register_due
from stations.handovers.registry import register as register_lines
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as menu
from stations.notices.registry import register as notice
from stations.timeline.sentences import look
from stations.timeline.sentences import register as says

SESSIONS = pgettext_lazy("mediation", "Sessions")
menu(NavItem("mediation", SESSIONS, "mediation-sessions", "calendar-event", rules.may_see_session, 30, pinned=True))

hooks.guard("sessions", holding.guard)
hooks.after_move("sessions", appointments.case_moved)
hooks.after_move("sessions.joined", joining.joined)
hooks.verb_page("begin", "session-next")
hooks.verb_page("hold", "session-next")
hooks.part("sessions-part", 40)
hooks.appointments(readings.appointment)
register_due("mediation.sessions", agenda.sessions_due, personal=True)
register_due("mediation.second_session", agenda.second_due)
register_lines("mediation_sessions", _("Mediation sessions"), 220, agenda.handover_lines)

# ``%(at)s`` is a time like 2026-11-22 09:00; nobody's name is in a notice.
notice("mediation_session.fix", _("Session of %(number)s fixed for %(at)s"), icon="calendar-plus")
notice("mediation_session.propose", _("Session of %(number)s proposed for %(at)s"), icon="calendar-question")
notice("mediation_session.confirm", _("Session of %(number)s: %(at)s is fixed"), tone="ok", icon="calendar-check")
notice("mediation_session.move", _("Session of %(number)s moved to %(at)s"), tone="warn", icon="calendar-time")
notice(
    "mediation_session.cancel", _("Session of %(number)s at %(at)s is cancelled"), tone="warn", icon="calendar-off"
)
notice("mediation_session.miss", _("Session of %(number)s: somebody did not come"), tone="warn", icon="user-off")
notice("mediation_session.remind", _("Reminder: session of %(number)s at %(at)s"), icon="bell")

says("mediation.begin", _("began the mediation"), tone="ok", icon="player-play")
says("mediation.hold", _("held session no. %(no)s"), icon="users")
says("mediation.session_fixed", _("fixed a session"), icon="calendar-plus")
says("mediation.session_moved", _("moved a session"), tone="warn", icon="calendar-time")
says("mediation.session_cancelled", _("cancelled a session"), tone="warn", icon="calendar-off")
says("mediation.session_missed", _("noted that somebody did not come"), tone="warn", icon="user-off")
says("mediation.session_held", _("ended session no. %(no)s with its record"), tone="ok", icon="file-check")
says("mediation.availability_added", _("noted when somebody can come"), icon="clock")
says("mediation.availability_dropped", _("took a time out when somebody can come"), icon="clock-off")
says("mediation_session.fix", _("fixed the session for %(at)s"), icon="calendar-plus")
says("mediation_session.propose", _("proposed %(at)s"), icon="calendar-question")
says("mediation_session.confirm", _("fixed the proposed time %(at)s"), tone="ok", icon="calendar-check")
says("mediation_session.move", _("moved the session from %(before)s to %(at)s"), tone="warn", icon="calendar-time")
says("mediation_session.cancel", _("cancelled the session of %(at)s"), tone="warn", icon="calendar-off")
says("mediation_session.miss", _("noted that somebody did not come at %(at)s"), tone="warn", icon="user-off")
says("mediation_session.remind", _("the reminder was sent"), icon="bell")
says("mediation_session.expect", _("added somebody who is expected"), icon="user-plus")
says("mediation_session.present", _("noted that somebody came"), tone="ok", icon="user-check")
says("mediation_session.absent", _("took back that somebody came"), icon="user-minus")
says("mediation_session.recording", _("named the recording"), icon="video")
says("mediation_session.start", _("started the session"), tone="ok", icon="player-play")
says("mediation_session.talk", _("noted a talk with one side"), icon="messages")
says("mediation_session.write", _("wrote on the record"), icon="pencil")
says("mediation_session.finish", _("ended the session"), tone="ok", icon="file-check")
says("mediation_session.sign", _("noted a signature on the record"), icon="signature")

look("session", _("page of a session"))
look("session_record", _("record of a session"))
look("invitation", _("invitation to a session"))
