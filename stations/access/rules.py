"""Who gets in, how far, and for how long (SE-01 … SE-05)."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.utils.translation import gettext_lazy as _

from stations.kit.answer import YES, Answer, no
from stations.kit.signed import LETTERS
from stations.organisation.models import Grant, Post, User
from stations.organisation.rules import COMMANDERS, may_issue_code, may_keep_people, officer_of, post_of

PASSWORD_DAYS = 90
CODE_LIFE = timedelta(hours=24)
CODE_KEPT = timedelta(days=30)
CODE_ALPHABET = LETTERS
CODE_LENGTH = 8
WRONG_CODE = _("User name and code do not match, or the code was used or has expired. Ask for a new one.")


def password_due(user, at) -> bool:
    """Whether a password must be changed: at first login (SE-01) and after 90 days (SE-02).

    Args:
        user: the account.
        at: now.
    """
    changed = user.password_changed_at
    return user.must_change_password or (changed is not None and at - changed > timedelta(days=PASSWORD_DAYS))


def must_have_second_factor(user) -> bool:
    """Administrators and the station leadership prove a second factor (SE-05)."""
    return bool(user.admin_role) or post_of(user) in COMMANDERS


def idle_minutes(user) -> int:
    """Minutes without a person's doing after which a session ends (SE-04)."""
    return settings.IDLE_MINUTES["administrator" if user.admin_role else "staff"]


_desks: list[Callable[[User], bool]] = []


def works_at_desk(rule: Callable[[User], bool]) -> None:
    """Let an upper room say who else works at a desk and so chooses a password, e.g. the patrol office.

    Args:
        rule: ``(user) -> bool``, asked in the scope of the user's station.
    """
    if rule not in _desks:
        _desks.append(rule)


def enters_with_password(user) -> bool:
    """Officers, administrators, granted viewers and desk workers choose a password; others pair a phone."""
    if officer_of(user) or user.admin_role:
        return True
    return Grant.objects.filter(user=user).exists() or any(rule(user) for rule in _desks)


def may_hand_out_codes(user) -> Answer:
    """Whether a person hands out codes at all; for whom is asked by ``may_issue_code``."""
    desk = post_of(user) in COMMANDERS | {Post.DESK, Post.SERGEANT}
    if desk or may_keep_people(user) or user.admin_role == User.AdminRole.SYSTEM:
        return YES
    return no(_("Ask the command room or your leader for a code."), code="desk_only")


def may_pair_walls(user) -> Answer:
    """Connect and disconnect wall screens: the leadership and the command room."""
    if post_of(user) in COMMANDERS | {Post.DESK}:
        return YES
    return no(_("Only the leadership and the command room connect wall screens."), code="desk_only")


def may_revoke_phone(user, device) -> Answer:
    """Disconnect a paired phone: its owner, whoever may hand out a code for the owner, the security administrator."""
    if device.user_id == user.pk or secures(user, device.station_id):
        return YES
    return may_issue_code(user, device.user)


def may_disconnect_wall(user, screen) -> Answer:
    """Disconnect a wall screen: who may connect one, and the security administrator."""
    return YES if secures(user, screen.station_id) else may_pair_walls(user)


def secures(user, station_id: int) -> bool:
    """Whether a person is the security administrator of a station."""
    return user.admin_role == User.AdminRole.SECURITY and user.home_station_id == station_id


def is_new_password(user, password: str) -> Answer:
    """SE-02: the present password and the four before it are not chosen again."""
    if user.has_usable_password() and user.check_password(password):
        return no(_("Choose a password other than the present one."), code="same_password")
    if any(check_password(password, former) for former in user.former_passwords):
        return no(_("This password was used before. Choose a new one."), code="former_password")
    return YES
