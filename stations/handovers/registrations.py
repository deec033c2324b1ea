"""What the handover tells the rest of the house: its sections, words, menu entries, notices, figures."""

from django.utils.translation import gettext_lazy as _

from stations.agenda.registry import register as register_due
from stations.handovers import sources
from stations.handovers.actions import LATE, WAITING
from stations.handovers.agenda import signatures
from stations.handovers.indicators import register_figures
from stations.handovers.models import HandoverNote
from stations.handovers.registry import register as section
from stations.handovers.rules import may_see, may_set_times
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as menu
from stations.notices.registry import register as notice
from stations.timeline.sentences import register as says

Kind = HandoverNote.Kind

section("notes_person", _("Persons to look after"), 300, sources.open_notes(Kind.PERSON))
section("notes_call_back", _("Promised call-backs"), 310, sources.open_notes(Kind.CALL_BACK))
section("notes_deadline", _("Deadlines"), 320, sources.open_notes(Kind.DEADLINE))
section("notes_note", _("Other notes"), 330, sources.open_notes(Kind.NOTE))
section("strength", _("Who comes on duty"), 400, sources.strength)
section("crews", _("Crews and posts"), 410, sources.crews)
section("assets", _("Vehicles, keys, equipment"), 500, sources.assets)

says("handover.given", _("handed the duty over; %(lines)s lines kept"), icon="signature")
says("handover.taken", _("took the duty over"), tone="ok", icon="checks")
says("handover.taken_back", _("took the outgoing signature back"), tone="warn", icon="rotate-clockwise")
says("handover.counted", _("counted %(n)s things: all there"), tone="ok", icon="clipboard-check")
says("handover.counted_one", _("counted one thing: %(counted)s of %(quantity)s"), icon="clipboard-check")
says("handover.printed", _("printed the handover"), tone="muted", icon="printer")
says("handover.times_set", _("set the handover times: written %(prepare)s minutes before, signed within %(on_time)s"),
     icon="settings")  # fmt: skip
says("handover_note.written", _("wrote handover note %(note)s"), icon="file-text")
says("handover_note.settled", _("settled handover note %(note)s"), tone="ok", icon="check")

notice(LATE, _("The handover of %(day)s is not signed by both."), tone="danger", icon="signature")
notice(WAITING, _("The handover of %(day)s waits for your signature."), tone="warn", icon="signature")

register_due("handovers", signatures, personal=True)
register_figures()

menu(NavItem("duty", _("Handover of the duty"), "handover-today", "signature", may_see, 15))
menu(NavItem("setup", _("Times of the handover"), "handover-times", "signature", may_set_times, 80))
