"""Columns of the lists, shared by page and export."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from patrols.checkins.odd import told
from stations.kit.tables import Column

TONES = {"asked": "warn", "approved": "ok", "refused": "muted"}
YES, NO = _("yes"), _("no")


def verdict(row) -> str:
    """Whether it counts, in words."""
    if hasattr(row, "review"):
        return f"{row.review.get_verdict_display()}（{row.review.reason}）"
    return str(YES if row.counted else NO)


CHECK_INS = [
    Column(_("Time"), lambda row: row.at),
    Column(_("Squad"), lambda row: row.duty.squad.name if row.duty else ""),
    Column(_("Guard"), lambda row: row.guard.user.name),
    Column(_("Guard number"), lambda row: row.guard.guard_no),
    Column(_("Checkpoint"), lambda row: f"{row.checkpoint.code} {row.checkpoint.name}"),
    Column(_("Method"), lambda row: row.get_method_display()),
    Column(_("Uploaded later (离线补传)"), lambda row: str(YES if row.offline else NO)),
    Column(pgettext_lazy("check-in", "Received"), lambda row: row.received_at),
    Column(pgettext_lazy("check-in", "Counts"), verdict),
    Column(_("What looks odd"), lambda row: "；".join(odd.sentence for odd in told(row))),
]
CONFLICTS = [
    Column(pgettext_lazy("check-in", "Received"), lambda row: row.received_at),
    Column(_("Guard"), lambda row: row.guard.user.name),
    Column(_("Guard number"), lambda row: row.guard.guard_no),
    Column(_("What stands"), lambda row: row.first_point or ""),
    Column(_("Time"), lambda row: row.first_at),
    Column(_("What came again"), lambda row: row.again_point or ""),
    Column(_("time of the phone"), lambda row: row.again_at or ""),
]
