"""The handover on paper: A4 portrait, numbered sections, both signatures (UI-01, UI-02, UI-06, UI-09)."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from reportlab.platypus import KeepTogether

from stations.handovers import rules
from stations.handovers.models import Handover
from stations.handovers.readings import Item, Part, Sheet, Thing
from stations.kit import render

NUMERALS = "一二三四五六七八九十"


def day_words(value) -> str:
    """``2026年11月22日`` (no leading zeros, UI-02)."""
    return _("%(year)s-%(month)s-%(day)s (document)") % {"year": value.year, "month": value.month, "day": value.day}


def moment_words(value: datetime | None) -> str:
    """``2026年11月22日 08:05``."""
    if value is None:
        return ""
    here = timezone.localtime(value)
    return f"{day_words(here)} {here:%H:%M}"


def title(handover: Handover) -> str:
    """``××派出所交接班记录``."""
    return _("%(station)s handover record") % {"station": handover.station.name}


def pdf(*, handover: Handover, sheet: Sheet, things: list[Thing], maker, at: datetime) -> bytes:
    """The handover as a document to sign and file.

    Args:
        handover: with its relations loaded, see ``readings.rows``.
        sheet: what it says, with the notes the maker may read.
        things: what is to be counted, with its count.
        maker: who prints it; named in the document (SE-25).
        at: when.
    """
    face = render.Face(title(handover), handover.station.name, maker.name, moment_words(at))
    story = [_opening(handover), *_unsigned(handover, at)]
    telling = [part for part in sheet.parts if part.items]
    for number, part in enumerate(telling, 1):
        mark = NUMERALS[number - 1] if number <= len(NUMERALS) else str(number)
        story.append(render.text(_("%(mark)s. %(heading)s") % {"mark": mark, "heading": part.label}, "heading"))
        story += _lines(part, things)
    if sheet.empty:
        names = " · ".join(str(part.label) for part in sheet.empty)
        story += [render.gap(2), render.text(_("Nothing to hand over: %(sections)s.") % {"sections": names})]
    if sheet.lost:
        story.append(render.text(_("Nobody signed in the day of this handover, so no lines were kept."), "strong"))
    story.append(KeepTogether([render.gap(6), _signatures(handover)]))
    return render.pdf(face, story)


def _opening(handover: Handover):
    words = _("Duty day %(day)s, handover %(at)s. Outgoing: %(outgoing)s; incoming: %(incoming)s.")
    return render.text(
        words
        % {
            "day": day_words(handover.date),
            "at": moment_words(handover.at),
            "outgoing": _side(handover.outgoing_group, handover.outgoing_commander),
            "incoming": _side(handover.incoming_group, handover.incoming_commander),
        }
    )


def _side(group, commander) -> str:
    name = f"{commander.user.name} ({commander.police_no})" if commander else _("no commander named")
    return f"{group.name if group else '—'} {name}"


def _unsigned(handover: Handover, at: datetime) -> list:
    """Said loudly in the document as well."""
    return [render.text(_("Not signed by both commanders."), "strong")] if rules.is_due(handover, at) else []


def _lines(part: Part, things: list[Thing]) -> list:
    if part.code == "assets" and any(thing.check for thing in things):
        return _things(part, things)
    return [render.text(_sentence(number, item), "body") for number, item in enumerate(part.items, 1)]


def _sentence(number: int, item: Item) -> str:
    words = f"{number}. {item.line.text}"
    if item.line.due_at:
        due = _("; due %(at)s (overdue)") if item.overdue else _("; due %(at)s")
        words += due % {"at": moment_words(item.line.due_at)}
    return _("%(line)s: %(words)s") % {"line": words, "words": item.note.text} if item.note else words


def _things(part: Part, things: list[Thing]) -> list:
    """What differs or has a remark as a table, the rest in one paragraph."""
    story = [render.text(item.line.text, "strong" if item.line.tone == "danger" else "body") for item in part.items]
    counted = [thing for thing in things if thing.check]
    odd = [thing for thing in counted if thing.short or thing.check.remark]
    if odd:
        head = [_("Kind"), _("Thing"), _("Quantity"), _("Counted"), _("Remark")]
        rows = [
            [thing.asset.get_kind_display(), thing.asset, thing.asset.quantity, thing.check.counted,
             thing.check.remark]
            for thing in odd
        ]  # fmt: skip
        story.append(render.table(head, rows, [22, 62, 18, 18, 50], numbers_from=5, small=True))
    rest = " · ".join(f"{thing.asset} {thing.check.counted}" for thing in counted if thing not in odd)
    return [*story, render.gap(1), render.text(_("There: %(things)s") % {"things": rest}, "note")] if rest else story


def _signatures(handover: Handover):
    """Two signatures side by side: name, number, time, and why somebody else signed."""
    cells = [
        _signature(handover.given_by, handover.given_at, handover.given_reason),
        _signature(handover.taken_by, handover.taken_at, handover.taken_reason),
    ]
    return render.table(
        [_("Handed over by (signature)"), _("Taken over by (signature)")], [cells], [85, 85], numbers_from=9
    )


def _signature(user, at: datetime | None, reason: str) -> str:
    if user is None:
        return "\n\n" + _("(not signed)") + "\n"
    officer = getattr(user, "officer", None)
    lines = [f"{user.name} {officer.police_no if officer else ''}", moment_words(at)]
    if reason:
        lines.append(_("in place of the commander: %(reason)s") % {"reason": reason})
    return "\n".join(lines)
