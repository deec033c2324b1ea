"""Columns of handovers and notes, shared by page and export."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.handovers.models import Handover
from stations.handovers.rules import ABOUT_PEOPLE, is_due, may_read_note
from stations.kit.tables import Column


def _moment(value) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""


def _name(value) -> str:
    return value.name if value else ""


def _commander(officer) -> str:
    return officer.user.name if officer else ""


def state_words(handover: Handover, at) -> str:
    """The state, or that the time has come without both signatures."""
    if is_due(handover, at) and handover.state == Handover.State.OPEN:
        return _("Not signed")
    return handover.get_state_display()


def handovers(at) -> list[Column]:
    """Columns of handovers at a moment."""
    return [
        Column(_("Duty day"), lambda row: f"{row.date:%Y-%m-%d}"),
        Column(_("Handover"), lambda row: _moment(row.at)),
        Column(_("Outgoing group"), lambda row: _name(row.outgoing_group)),
        Column(_("Outgoing commander"), lambda row: _commander(row.outgoing_commander)),
        Column(_("Incoming group"), lambda row: _name(row.incoming_group)),
        Column(_("Incoming commander"), lambda row: _commander(row.incoming_commander)),
        Column(_("State"), lambda row: state_words(row, at)),
        Column(_("Handed over by"), lambda row: _name(row.given_by)),
        Column(_("Handed over at"), lambda row: _moment(row.given_at)),
        Column(_("Taken over by"), lambda row: _name(row.taken_by)),
        Column(_("Taken over at"), lambda row: _moment(row.taken_at)),
    ]


def notes(user, on_duty: bool) -> list[Column]:
    """Columns of notes as one person may see them; words about persons never leave in a list (SE-25)."""

    def words(note, text):
        return text if may_read_note(user, note.kind, on_duty) and note.kind not in ABOUT_PEOPLE else ""

    return [
        Column(_("Number"), lambda note: note.pk),
        Column(_("Kind"), lambda note: note.get_kind_display()),
        Column(_("What"), lambda note: words(note, note.text)),
        Column(_("Due"), lambda note: _moment(note.due_at)),
        Column(_("Written by"), lambda note: note.written_by.name),
        Column(_("Written at"), lambda note: _moment(note.written_at)),
        Column(_("Settled by"), lambda note: _name(note.settled_by)),
        Column(_("Settled at"), lambda note: _moment(note.settled_at)),
        Column(_("Outcome"), lambda note: words(note, note.outcome)),
    ]
