"""Columns of the network's lists, shared by page and export."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mediation.network.words import Cause
from stations.kit import masks
from stations.kit.tables import Column


def causes(codes) -> str:
    """The words of causes, one after the other."""
    return "、".join(str(Cause(code).label) for code in codes)


def available(row) -> str:
    """Whether a mediator takes a case today, in words."""
    if row.away:
        return str(_("away today"))
    return str(_("full")) if row.full else str(_("available"))


YES, NO = _("yes"), _("no")

ROOM_COLUMNS = [
    Column(_("Code"), lambda row: row.code),
    Column(pgettext_lazy("thing", "Name"), lambda row: row.name),
    Column(_("Level"), lambda row: row.get_level_display()),
    Column(_("Community"), lambda row: str(row.community or "")),
    Column(_("Address"), lambda row: row.address),
    Column(_("Room for (persons)"), lambda row: row.seats),
    Column(_("Case-handling venue"), lambda row: YES if row.case_venue else NO),
    Column(_("Online sessions"), lambda row: YES if row.online else NO),
    Column(_("Opening hours"), lambda row: row.opening),
    Column(_("Mediators"), lambda row: row.mediators_now),
    Column(_("Sittings a week"), lambda row: row.sittings_now),
    Column(_("Bookings in seven days"), lambda row: row.booked_week),
]

MEDIATOR_COLUMNS = [
    Column(_("Number"), lambda row: row.number),
    Column(_("Name"), lambda row: row.user.name),
    Column(_("Fixed group"), lambda row: row.kind.get_group_display()),
    Column(_("Kind"), lambda row: row.kind.name),
    Column(_("Room"), lambda row: str(row.room or "")),
    Column(_("Organisation"), lambda row: row.organisation),
    Column(_("Practising licence number"), lambda row: row.licence_no),
    Column(_("Subjects"), lambda row: causes(row.subjects)),
    Column(_("Languages"), lambda row: "、".join(row.languages)),
    Column(_("Open cases"), lambda row: row.load),
    Column(_("At most"), lambda row: row.most_open),
    Column(_("Available"), available),
    Column(_("Appointed on"), lambda row: row.joined_on),
    Column(_("Left the network on"), lambda row: row.left_on),
    Column(_("Phone (masked)"), lambda row: masks.phone(row.user.phone)),
]

DEPARTMENT_COLUMNS = [
    Column(pgettext_lazy("thing", "Name"), lambda row: row.name),
    Column(_("Also called"), lambda row: "、".join(row.aliases)),
    Column(_("Disputes"), lambda row: causes(row.causes)),
    Column(_("Office phone"), lambda row: row.phone),
    Column(_("Contacts"), lambda row: "、".join(one.name for one in row.contacts.all() if one.active)),
]

CENTER_COLUMNS = [
    Column(pgettext_lazy("thing", "Name"), lambda row: row.name),
    Column(_("Level"), lambda row: row.get_level_display()),
    Column(_("Contact"), lambda row: row.contact),
    Column(_("Office phone"), lambda row: row.phone),
]
