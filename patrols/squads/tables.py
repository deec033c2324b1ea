"""Columns of the lists of companies, squads and guards."""

from django.utils.translation import gettext_lazy as _

from stations.kit import masks
from stations.kit.tables import Column

COMPANY_COLUMNS = [
    Column(_("Code"), lambda row: row.code),
    Column(_("Designation"), lambda row: row.name),
    Column(_("Kind"), lambda row: row.get_kind_display()),
    Column(_("Address"), lambda row: row.address),
    Column(_("Licence number"), lambda row: row.licence_no),
    Column(_("Contract number"), lambda row: row.contract_no),
    Column(_("Contract until"), lambda row: row.contract_until),
    Column(_("Leader in charge"), lambda row: row.leader_name),
    Column(_("Title"), lambda row: row.leader_title),
    Column(_("Phone (masked)"), lambda row: masks.phone(row.leader_phone)),
    Column(_("Squads"), lambda row: row.squads_now),
    Column(_("Guards"), lambda row: row.guards_now),
]

SQUAD_COLUMNS = [
    Column(_("Code"), lambda row: row.code),
    Column(_("Designation"), lambda row: row.name),
    Column(_("Company"), lambda row: row.company.name),
    Column(_("Functional group"), lambda row: row.group.name),
    Column(_("Squad leader"), lambda row: row.leader or ""),
    Column(_("Liaison officer"), lambda row: row.liaison or ""),
    Column(_("Guards"), lambda row: row.guards_now),
    Column(_("Duty list confirmed"), lambda row: row.confirmed),
]

GUARD_COLUMNS = [
    Column(_("Guard number"), lambda row: row.guard_no),
    Column(_("Name"), lambda row: row.user.name),
    Column(_("Squad"), lambda row: row.squad_name or ""),
    Column(_("Company"), lambda row: row.company.name),
    Column(_("Guard certificate"), lambda row: row.certificate_no),
    Column(_("Joined on"), lambda row: row.joined_on),
    Column(_("Left on"), lambda row: row.left_on),
    Column(_("Duty list confirmed"), lambda row: _("yes") if row.confirmed else _("no")),
    Column(_("Phone (masked)"), lambda row: masks.phone(row.user.phone)),
]
