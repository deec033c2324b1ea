"""Verbs of the door: codes, phones, passwords, second factors, wall screens, and the record of who came and went."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _
from django_otp import match_token
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_scopes import scope, scopes_disabled

from stations.access import rules
from stations.access.models import DeviceToken, OneTimeCode, WallScreen
from stations.kit.answer import RuleBroken, demand
from stations.kit.crypto import blind_index
from stations.organisation.models import User
from stations.organisation.rules import may_issue_code
from stations.timeline.actions import record

PAIRING_SECONDS = 600
FORMER_PASSWORDS = 5


def digest(kind: str, secret: str) -> str:
    """What is stored of a secret: a keyed fingerprint, different for each kind of secret."""
    return blind_index(f"{kind}:{secret}")


# Coming and going


def note(verb: str, user, **data) -> None:
    """Record something that happened at the door to one person; people without a station leave no day-book line.

    Args:
        verb: ``access.…``.
        user: whom it concerns; also the actor, unless ``actor`` is given in ``data``.
        data: codes and ids.
    """
    if user.home_station is None:
        return
    actor = data.pop("actor", user)
    with scope(station=user.home_station):
        record(verb=verb, subject=user, actor=actor, station=user.home_station, **data)


def login_failed(*, username: str) -> None:
    """Record a failed login of an account that exists; unknown names are kept by the lockout alone."""
    user = User.objects.select_related("home_station").filter(username=username).first()
    if user:
        note("access.login_failed", user, actor=None)


@transaction.atomic
def set_password(*, user, password: str, at) -> None:
    """Store a new password (already checked against SE-02); every other session of the person ends with it."""
    account = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    rules.is_new_password(account, password).or_refuse()
    if account.has_usable_password():
        account.former_passwords = [account.password, *account.former_passwords][:FORMER_PASSWORDS]
    account.set_password(password)
    account.must_change_password, account.password_changed_at = False, at
    account.save(update_fields=["password", "former_passwords", "must_change_password", "password_changed_at"])
    user.password, user.must_change_password, user.password_changed_at = account.password, False, at
    note("access.password_set", user)


@transaction.atomic
def keep_settings(*, user, language: str, theme: str, large_text: bool) -> None:
    """Remember how one person wants the pages to look."""
    user.language, user.theme, user.large_text = language, theme, large_text
    User.objects.filter(pk=user.pk).update(language=language, theme=theme, large_text=large_text)


# One-time codes


@transaction.atomic
def issue_code(*, user, person, at) -> str:
    """Make a one-time code for a person; codes handed out before stop working.

    Args:
        user: who hands it out.
        person: account it opens.
        at: now.

    Returns:
        The code, shown once; only its fingerprint is stored.

    Raises:
        NotAllowed: the rule of who may hand out codes says no.
    """
    return issue_codes(user=user, people=[person], at=at)[person.pk]


@transaction.atomic
def issue_codes(*, user, people, at) -> dict[int, str]:
    """Make one-time codes for several people, all or none; see :func:`issue_code`.

    Returns:
        The codes by id of the person.
    """
    rows = User.objects.select_for_update(no_key=True, of=("self",)).select_related("officer", "home_station")
    found = rows.filter(pk__in=[person.pk for person in people]).order_by("pk")
    return {person.pk: _issue(user, person, at) for person in found}


def _issue(user, person, at) -> str:
    demand(may_issue_code(user, person))
    OneTimeCode.objects.filter(user=person, used_at=None, expires_at__gt=at).update(expires_at=at)
    code = "".join(secrets.choice(rules.CODE_ALPHABET) for _place in range(rules.CODE_LENGTH))
    row = OneTimeCode.objects.create(
        station=person.home_station,
        user=person,
        digest=digest(f"code:{person.pk}", code),
        issued_by=user,
        expires_at=at + rules.CODE_LIFE,
    )
    note("access.code_issued", person, actor=user, code=row.pk)
    return code


@transaction.atomic
def redeem_code(*, username: str, code: str, at) -> User:
    """Use a one-time code, once.

    Returns:
        The person it was made for.

    Raises:
        RuleBroken: ``wrong_code`` for a wrong name, a wrong, used or expired code alike.
    """
    person = User.objects.select_related("officer", "home_station").filter(username=username, is_active=True).first()
    if person is None or person.home_station is None:
        raise RuleBroken(rules.WRONG_CODE, code="wrong_code")
    wanted = {"user": person, "used_at": None, "expires_at__gt": at, "digest": digest(f"code:{person.pk}", code)}
    with scope(station=person.home_station):
        # Of two uses at once the second waits here, and then finds the code used.
        row = OneTimeCode.objects.select_for_update(no_key=True).filter(**wanted).first()
        if row is None:
            raise RuleBroken(rules.WRONG_CODE, code="wrong_code")
        row.used_at = at
        row.save(update_fields=["used_at"])
    note("access.code_used", person, code=row.pk)
    return person


def forget_old_codes(*, at) -> int:
    """Delete codes that ended more than 30 days ago, used or not (SE-14). Safe to run twice.

    Returns:
        How many were deleted.
    """
    with scopes_disabled():
        return OneTimeCode.objects.filter(expires_at__lt=at - rules.CODE_KEPT).delete()[0]


# Phones


@transaction.atomic
def pair_phone(*, user, label: str, at) -> str:
    """Let a phone stay logged in for 30 days on the person's own pages.

    Returns:
        The token for the phone's cookie; only its fingerprint is stored.
    """
    token = secrets.token_urlsafe(32)
    with scope(station=user.home_station):
        device = DeviceToken.objects.create(
            station=user.home_station,
            user=user,
            digest=digest("device", token),
            label=label[:120],
            expires_at=at + timedelta(days=settings.DEVICE_DAYS),
            last_seen_at=at,
        )
    note("access.phone_paired", user, device=device.pk)
    return token


@transaction.atomic
def revoke_phone(*, user, device, at) -> None:
    """Disconnect a phone; doing it again changes nothing."""
    device = (
        DeviceToken.objects.select_for_update(no_key=True, of=("self",))
        .select_related("user__officer")
        .get(pk=device.pk)
    )
    demand(rules.may_revoke_phone(user, device))
    if device.revoked_at is None:
        device.revoked_at = at
        device.save(update_fields=["revoked_at"])
        note("access.phone_revoked", device.user, actor=user, device=device.pk)


def phone_of(token: str):
    """The paired phone a cookie belongs to, ended or not, with its person; None for an unknown token."""
    with scopes_disabled():
        found = DeviceToken.objects.select_related("user__officer", "user__home_station")
        return found.filter(digest=digest("device", token)).first()


def seen(row, at) -> None:
    """Note when a phone or a screen was last seen, at most once a minute."""
    if row.last_seen_at is None or at - row.last_seen_at > timedelta(minutes=1):
        with scopes_disabled():
            type(row).objects.filter(pk=row.pk).update(last_seen_at=at)


# Second factor


def offer_factor(*, user) -> TOTPDevice:
    """The authenticator a person is about to set up; the same one until it is confirmed."""
    device = TOTPDevice.objects.filter(user=user, confirmed=False).order_by("pk").first()
    return device or TOTPDevice.objects.create(user=user, name="totp", confirmed=False)


@transaction.atomic
def confirm_factor(*, user, device, token: str) -> bool:
    """The first code proves that the authenticator was set up well."""
    device = TOTPDevice.objects.select_for_update(no_key=True).get(pk=device.pk)
    if not device.verify_token(token):
        return False
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    note("access.factor_set", user)
    return True


def prove_factor(*, user, token: str):
    """The device that accepts a code, or None; failures are recorded and slow the next try down."""
    device = match_token(user, token)
    if device is None:
        note("access.factor_failed", user)
    return device


# Wall screens


def new_wall_token() -> str:
    """The secret of a new screen; it opens nothing until somebody connects the screen."""
    return secrets.token_urlsafe(32)


def wall_code(token: str) -> str | None:
    """The six digits an unconnected screen shows, until they run out."""
    return cache.get(f"wall-token:{digest('wall', token)}")


def new_wall_code(token: str) -> str:
    """Six digits that no other screen shows now."""
    while True:
        code = f"{secrets.randbelow(10**6):06d}"
        if cache.add(f"wall-code:{code}", digest("wall", token), PAIRING_SECONDS):
            cache.set(f"wall-token:{digest('wall', token)}", code, PAIRING_SECONDS)
            return code


@transaction.atomic
def pair_wall(*, user, station, code: str, name: str) -> WallScreen:
    """Connect the screen that shows a code.

    Raises:
        NotAllowed: the person may not connect screens.
        RuleBroken: ``wrong_code``: no screen shows it now.
    """
    demand(rules.may_pair_walls(user))
    fingerprint = cache.get(f"wall-code:{code}")
    if fingerprint is None:
        raise RuleBroken(_("No screen shows this code now. Read the code from the screen again."), code="wrong_code")
    cache.delete(f"wall-code:{code}")
    screen = WallScreen.objects.create(station=station, name=name, digest=fingerprint, paired_by=user)
    record(verb="access.wall_paired", subject=screen, actor=user)
    return screen


@transaction.atomic
def revoke_wall(*, user, screen, at) -> None:
    """Disconnect a screen; doing it again changes nothing."""
    demand(rules.may_disconnect_wall(user, screen))
    screen = WallScreen.objects.select_for_update(no_key=True).get(pk=screen.pk)
    if screen.revoked_at is None:
        screen.revoked_at = at
        screen.save(update_fields=["revoked_at"])
        record(verb="access.wall_revoked", subject=screen, actor=user)


def wall_of(token: str):
    """The screen a cookie belongs to, ended or not, with its station; None while it is not connected."""
    with scopes_disabled():
        return WallScreen.objects.select_related("station").filter(digest=digest("wall", token)).first()
