"""Columns of lists and exports; numbers of phones are masked (SE-24)."""

from django.utils.translation import gettext_lazy as _

from stations.kit import masks
from stations.kit.tables import Column

GROUP_COLUMNS = [
    Column(_("Code"), lambda row: row.code),
    Column(_("Group name"), lambda row: row.name),
    Column(_("Trade"), lambda row: row.trade.name if row.trade else ""),
    Column(_("Community"), lambda row: row.community.name if row.community else ""),
    Column(_("Place"), lambda row: row.place),
    Column(_("Leader"), lambda row: row.leader_name or ""),
    Column(_("Confirmed members"), lambda row: row.confirmed),
    Column(_("To be renewed"), lambda row: row.lapsed),
    Column(_("Not confirmed yet"), lambda row: row.pending),
]
MEMBER_COLUMNS = [
    Column(_("Number"), lambda row: row.number),
    Column(_("Name"), lambda row: row.user.name),
    Column(_("Phone"), lambda row: masks.phone(row.user.phone)),
    Column(_("Trade"), lambda row: row.trade.name if row.trade else ""),
    Column(_("Watch group"), lambda row: row.group_name or ""),
    Column(_("State"), lambda row: row.get_state_display()),
    Column(_("Vetting"), lambda row: row.get_vetting_display()),
    Column(_("Member since"), lambda row: row.joined_on),
    Column(_("Valid until"), lambda row: row.valid_until),
]
ENROLMENT_COLUMNS = [
    Column(_("Name"), lambda row: masks.name(row.name)),
    Column(_("Phone"), lambda row: masks.phone(row.phone)),
    Column(_("Trade"), lambda row: row.trade.name if row.trade else ""),
    Column(_("Watch group"), lambda row: row.group.name),
    Column(_("Source"), lambda row: row.get_source_display()),
    Column(_("Entered on"), lambda row: row.created_at),
    Column(_("Deleted on"), lambda row: row.expires_at),
]
