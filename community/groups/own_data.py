"""My data: everything a member can read, take along and have deleted (SE-21; decision 0026).

Upper rooms register what they keep about a member; the page, the export and the deletion ask here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.groups import membership, rules
from community.groups.messages import only_members
from community.groups.models import Consent, GroupLead, GroupMembership, Member
from community.groups.words import State
from stations.access.models import DeviceToken
from stations.kit.answer import demand
from stations.organisation.models import User
from stations.timeline.actions import lines_last, record
from stations.training.readings import mine

Row = dict[Any, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """What one room keeps about a member.

    Attributes:
        code: stable word; key of the export.
        label: heading on the page.
        rows: ``member`` → the facts, each a mapping of (translated) names to values, in a fixed number of queries.
        erase: ``member`` → delete or blank what names the person, in rows and in their history; None where the room
            keeps nothing that does.
        kept: what stays after a deletion and why, in a sentence; empty where nothing does.
    """

    code: str
    label: Any
    rows: Callable[[Member], list[Row]]
    erase: Callable[[Member], None] | None = None
    kept: Any = ""


_parts: dict[str, tuple[int, Part]] = {}


def register(part: Part, order: int = 100) -> None:
    """Add a part; called from ``registrations.py``. The code again replaces it."""
    _parts[part.code] = (order, part)


def parts() -> list[Part]:
    """All parts in their order."""
    return [part for _order, part in sorted(_parts.values(), key=lambda pair: pair[0])]


def export(member: Member, actor: User) -> dict[str, list[Row]]:
    """Everything as plain values, for the person only; recorded."""
    demand(rules.is_own(actor, member))
    told = {part.code: [{str(key): _plain(value) for key, value in row.items()} for row in part.rows(member)]
            for part in parts()}  # fmt: skip
    record(verb="watch.data_exported", subject=member, actor=actor)
    return told


def _plain(value: Any) -> Any:
    return value if isinstance(value, bool | int | float | None) else str(value)


@transaction.atomic
@lines_last()
def erase(*, member: Member, actor: User, at: datetime) -> Member:
    """Delete a member's data: the membership ends, name and phone go from rows and history, ids stay.

    An account that is also an officer's, a guard's or a mediator's stays theirs; only the profile goes.

    Raises:
        NotAllowed: neither the person nor the office.
    """
    member = membership.locked(member)
    demand(rules.is_own(actor, member) or rules.may_keep_groups(actor))
    if member.state in {State.CONFIRMED, State.LAPSED}:
        membership.leave(member=member, actor=actor, at=at)
        member = membership.locked(member)
    for part in parts():
        if part.erase:
            part.erase(member)
    member.erased_at = at
    member.save(update_fields=["erased_at"])
    record(verb="watch.data_erased", subject=member, actor=None if actor.pk == member.user_id else actor)
    return member


def is_only_a_member(user: User) -> bool:
    """Whether no other profile hangs on the account and it administers nothing."""
    return only_members(User.objects.filter(pk=user.pk)).exists()


# What this room keeps


def _account_rows(member: Member) -> list[Row]:
    user = member.user
    return [{_("Name"): user.name, _("Phone"): user.phone, _("User name"): user.username}]


def erase_account(member: Member) -> None:
    """Blank name and phone of an account that was nothing else, in the row and in its history; close it."""
    user = User.objects.select_for_update(no_key=True).get(pk=member.user_id)
    if not is_only_a_member(user):
        return
    # Nothing may be kept of phones that were connected but that they were.
    DeviceToken.objects.filter(user=user, revoked_at=None).update(revoked_at=timezone.now())
    DeviceToken.objects.filter(user=user).update(label="")
    apps.get_model("stations", "DeviceTokenEvent").objects.filter(user=user).update(label="")
    gone = {
        "username": f"erased-{user.pk}", "name": "—", "phone": "", "phone_index": "", "pinyin": "", "initials": "",
    }  # fmt: skip
    User.objects.filter(pk=user.pk).update(is_active=False, password=make_password(None), **gone)
    apps.get_model("stations", "UserEvent").objects.filter(pgh_obj_id=user.pk).update(**gone)


def _membership_rows(member: Member) -> list[Row]:
    return [{
        _("Number"): member.number, _("State"): member.get_state_display(),
        _("Trade"): member.trade or "", _("Member since"): member.joined_on, _("Valid until"): member.valid_until,
        _("Vetting"): member.get_vetting_display(), _("Vetted on"): member.vetted_on or "",
        _("Reason"): member.vetting_reason or member.ended_reason,
    }]  # fmt: skip


def erase_reasons(member: Member) -> None:
    """Free text about a person goes from the profile and from its history."""
    gone = {"vetting_reason": "", "ended_reason": ""}
    Member.objects.filter(pk=member.pk).update(**gone)
    apps.get_model("community", "MemberEvent").objects.filter(pgh_obj_id=member.pk).update(**gone)


def _group_rows(member: Member) -> list[Row]:
    leads = GroupLead.objects.filter(member=member).select_related("group")
    rows = GroupMembership.objects.filter(member=member).select_related("group")
    return [
        *({_("Watch group"): row.group.name, _("From"): row.start, _("Until"): row.end or ""} for row in rows),
        *(
            {_("Watch group"): row.group.name, _("Leads as"): row.get_role_display(), _("From"): row.start,
             _("Until"): row.end or ""}
            for row in leads
        ),
    ]  # fmt: skip


def _consent_rows(member: Member) -> list[Row]:
    rows = Consent.objects.filter(member=member).select_related("text")
    return [
        {
            _("Version"): row.text.version,
            _("Given at"): timezone.localtime(row.given_at).strftime("%Y-%m-%d %H:%M"),
            _("How"): row.get_how_display(), _("Signed on"): row.signed_on or "", _("Text"): row.text.text,
        }
        for row in rows
    ]  # fmt: skip


def _class_rows(member: Member) -> list[Row]:
    return [
        {
            _("What"): row.sitting.course.title,
            _("Day"): timezone.localdate(row.sitting.starts_at),
            _("Came"): _("yes") if row.attended_at else _("no"),
        }
        for row in mine(member.user)
    ]


def register_own() -> None:
    """The parts of this room; called from ``registrations.py``."""
    kept_account = _("An account that you also use as an officer, guard or mediator stays yours.")
    kept_number = _("Your number and the days of joining and leaving stay, without name and phone.")
    kept_consent = _("That you agreed, to which version and when, stays as proof, without name and phone.")
    register(Part("account", _("Account"), _account_rows, erase_account, kept_account), 10)
    register(Part("membership", _("Membership"), _membership_rows, erase_reasons, kept_number), 20)
    register(Part("groups", _("Groups"), _group_rows), 30)
    register(Part("classes", _("Classes"), _class_rows), 50)
    register(Part("consents", _("Consents"), _consent_rows, None, kept_consent), 40)
