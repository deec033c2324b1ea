"""Columns of training, shared by page and export."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.kit.tables import Column


def _moment(value) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")


SITTINGS = [
    Column(_("From"), lambda row: _moment(row.starts_at)),
    Column(_("Until"), lambda row: _moment(row.ends_at)),
    Column(_("Course"), lambda row: row.course.title),
    Column(_("Kind"), lambda row: row.course.get_kind_display()),
    Column(_("Place"), lambda row: row.place or row.online),
    Column(_("Teacher"), lambda row: row.teacher.name if row.teacher else ""),
    Column(_("State"), lambda row: row.get_state_display()),
    Column(_("Seats"), lambda row: row.seats or ""),
    Column(_("Expected"), lambda row: row.invited),
    Column(_("Waiting"), lambda row: row.waiting),
    Column(_("Came"), lambda row: row.came),
]
COURSES = [
    Column(pgettext_lazy("course", "Title"), lambda row: row.title),
    Column(_("Kind"), lambda row: row.get_kind_display()),
    Column(_("Minutes"), lambda row: row.minutes),
    Column(_("To be repeated after (months)"), lambda row: row.valid_months or ""),
    Column(_("Sittings held"), lambda row: row.held),
]

BANK = [
    Column(_("Month"), lambda row: row.month.strftime("%Y-%m")),
    Column(pgettext_lazy("quiz", "Question"), lambda row: row.text),
    *(Column(label, lambda row, place=place: row.options[place] if place < len(row.options) else "")
      for place, label in enumerate((_("Option A"), _("Option B"), _("Option C"), _("Option D")))),
    Column(_("Right option"), lambda row: "ABCD"[row.right]),
    Column(_("Explanation"), lambda row: row.why),
    Column(_("The case it comes from"), lambda row: row.case_words),
    Column(_("Incident or category"), lambda row: row.case_ref),
    Column(_("Course"), lambda row: row.course.title if row.course else ""),
    Column(_("State"), lambda row: row.get_state_display()),
    Column(_("Answered"), lambda row: row.answered),
    Column(_("Right"), lambda row: row.right_answers),
]  # fmt: skip
CERTIFICATES = [
    Column(_("Number"), lambda row: row.number),
    Column(_("Name"), lambda row: row.user.name),
    Column(_("Course"), lambda row: row.course.title),
    Column(_("Issued on"), lambda row: row.issued_on),
    Column(_("Valid until"), lambda row: row.valid_until or _("does not run out")),
    Column(_("Revoked"), lambda row: row.revoked_reason),
]
REACH = [
    Column(pgettext_lazy("audience", "Part"), lambda row: row.name),
    Column(pgettext_lazy("training reach", "People"), lambda row: row.people),
    Column(_("Came"), lambda row: row.came),
    Column(_("Reach (%)"), lambda row: row.percent),
    Column(_("Hold a certificate"), lambda row: row.holding),
]
DUE = [
    Column(_("Name"), lambda row: row.person.name),
    Column(_("Last"), lambda row: row.last or ""),
    Column(_("Runs out"), lambda row: row.until or ""),
    Column(_("State"), lambda row: row.state),
]  # fmt: skip
