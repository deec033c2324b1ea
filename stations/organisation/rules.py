"""Who may do what: roles come from posts, a few rights from grants; the three administrators stand apart (SE-06)."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from django.db.models.functions import Now, TruncDate
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from stations.kit.answer import YES, Answer, no
from stations.kit.dated import Dated
from stations.organisation.models import Grant, Officer, Post, Team, User

LEADERS = frozenset({Post.CHIEF, Post.COMMISSAR})
COMMANDERS = LEADERS | {Post.DEPUTY}

# Admin permissions by administrator role; none of them reads business rows (SE-06).
ADMIN_RIGHTS: dict[str, frozenset[str]] = {
    User.AdminRole.SYSTEM: frozenset({
        "stations.view_user", "stations.add_user", "stations.change_user",
        "stations.view_station", "stations.change_station",
        "stations.view_daymark", "stations.add_daymark", "stations.change_daymark",
        "stations.view_delivery",
    }),
    User.AdminRole.SECURITY: frozenset({
        "stations.view_user", "stations.change_user",
        "stations.view_grant", "stations.add_grant", "stations.change_grant",
        "stations.view_devicetoken", "stations.change_devicetoken",
        "stations.view_wallscreen", "stations.change_wallscreen",
        "otp_totp.view_totpdevice", "otp_totp.delete_totpdevice",
        "axes.view_accessattempt", "axes.delete_accessattempt",
    }),
    User.AdminRole.AUDIT: frozenset({
        "stations.view_entry", "stations.view_userevent", "stations.view_grantevent",
        "axes.view_accessattempt", "axes.view_accesslog",
    }),
}  # fmt: skip


def admin_may(role: str, perm: str) -> bool:
    """Whether an administrator role holds one of Django admin's permissions."""
    return perm in ADMIN_RIGHTS.get(role, frozenset())


def officer_of(user) -> Officer | None:
    """The service profile of a person, or None (guards, members, administrators, anonymous)."""
    return getattr(user, "officer", None)


def post_of(user) -> str:
    """The post of a serving officer, or an empty string."""
    officer = officer_of(user)
    return officer.post if officer and officer.standing == Officer.Standing.ON_POST else ""


def has_right(user, right: str) -> bool:
    """Whether a right was granted to the person and is in force today (``user.rights`` is filled per request)."""
    return right in getattr(user, "rights", frozenset())


def is_staff(user) -> Answer:
    """Station staff: a serving officer or auxiliary of this station, or a viewer from the district."""
    if post_of(user) or has_right(user, Grant.Right.VIEW):
        return YES
    return no(_("This page is for the staff of the station."), code="staff_only")


def is_police(user) -> Answer:
    """Station staff except auxiliaries (辅警)."""
    if post_of(user) not in {"", Post.AUXILIARY} or has_right(user, Grant.Right.VIEW):
        return YES
    return no(_("This page is for the police officers of the station."), code="police_only")


def told_apart(people: Iterable[tuple[int, str, str]]) -> list[tuple[int, str]]:
    """(id, name) of people to choose from, with what tells namesakes apart.

    Args:
        people: (id, name, user name) in the order wanted; the user name holds a member's number.
    """
    rows = list(people)
    times = Counter(name for _number, name, _user in rows)
    return [
        (number, f"{name}（{user.partition('@')[0]}）" if times[name] > 1 else name) for number, name, user in rows
    ]


def is_person(user) -> Answer:
    """Anybody who is logged in."""
    return YES if user.is_authenticated else no(_("Log in first."), code="not_logged_in")


def commands(user) -> Answer:
    """Station leadership: chief, commissar, deputies."""
    if post_of(user) in COMMANDERS:
        return YES
    return no(_("Only the station leadership may do this."), code="leaders_only")


def leads_team(user, team_id: int | None) -> bool:
    """Leader or deputy of a team today (``user.leads`` is filled per request)."""
    return team_id in getattr(user, "leads", frozenset())


def may_keep_people(user) -> Answer:
    """Change people, teams and places: the chief, the commissar, or who was granted 人事内勤."""
    if post_of(user) in LEADERS or has_right(user, Grant.Right.PERSONNEL):
        return YES
    return no(_("Ask the station chief or the personnel clerk to change this."), code="personnel_only")


def may_see_profile(user, officer) -> Answer:
    """Birth year, service years, phone: the person, the leadership, the leader of the team, personnel."""
    own = officer_of(user)
    team_id = getattr(officer, "team_id", None)
    if (own and own.pk == officer.pk) or commands(user) or may_keep_people(user) or leads_team(user, team_id):
        return YES
    return no(_("Personal details are shown to the person and to their leaders."), code="private")


def may_see_strength(user) -> Answer:
    """The age and speciality view: the leadership, team leaders, personnel."""
    if commands(user) or may_keep_people(user) or getattr(user, "leads", None):
        return YES
    return no(_("This view is for the leadership and the team leaders."), code="leaders_only")


def holds_rights(person) -> bool:
    """Whether somebody holds more than a viewing right now: who gets in as that person holds it, too. One query."""
    rights = Grant.objects.filter(user=person).exclude(right=Grant.Right.VIEW)
    return rights.exclude(end__lte=TruncDate(Now())).exists()


def may_issue_code(user, person) -> Answer:
    """Hand out a one-time code: command room desk, leaders and personnel, for people of their own station.

    A code for the leadership comes from the leadership or personnel only: who holds it gets in as that person.
    """
    if person.home_station_id != user.home_station_id:
        return no(_("This person belongs to another station."), code="other_station")
    if user.admin_role == User.AdminRole.SYSTEM and user.pk != person.pk:
        return YES
    if person.admin_role:
        return no(_("Administrators are reset by the system administrator."), code="administrator")
    protected = post_of(person) in COMMANDERS or holds_rights(person)
    if protected and not (post_of(user) in LEADERS or may_keep_people(user)):
        return no(_("A code for the leadership comes from the chief or the personnel clerk."), code="leaders_only")
    if post_of(user) in COMMANDERS | {Post.DESK, Post.SERGEANT} or may_keep_people(user):
        return YES
    if any(vouches(user, person) for vouches in _vouchers):
        return YES
    return no(_("Ask the command room or your leader for a code."), code="desk_only")


_vouchers: list[Callable[..., Answer]] = []


def vouch(rule: Callable[..., Answer]) -> None:
    """Let an upper room say who else hands out codes to whom, e.g. a squad leader to the guards of the squad.

    Args:
        rule: ``(user, person) -> Answer``; asked last, after every protection above.
    """
    if rule not in _vouchers:
        _vouchers.append(rule)


def may_confirm_duty_list(user, duty_list) -> Answer:
    """Everybody confirms the duty list of the own post."""
    if post_of(user) == duty_list.post:
        return YES
    return no(_("This duty list belongs to another post."), code="other_post")


def post_fits_kind(post: str, kind: str) -> Answer:
    """An auxiliary (辅警) holds the post of an auxiliary and no other; a police officer never does."""
    if (post == Post.AUXILIARY) == (kind == Officer.Kind.AUXILIARY):
        return YES
    return no(_("Auxiliaries hold the post of an auxiliary; police officers hold another."), code="post_kind")


def may_change_post(user, officer: Officer) -> Answer:
    """Nobody gives rights to themselves: the own post, kind and standing are changed by somebody else."""
    own = officer_of(user)
    if own and own.pk == officer.pk:
        return no(_("Your own post and standing are changed by somebody else."), code="own_post")
    return YES


def same_station(one, other) -> Answer:
    """Both ends of a tie belong to one station (foreign keys are not scoped)."""
    return (
        YES if one.station_id == other.station_id else no(_("These belong to different stations."), "other_station")
    )


def may_follow(ahead: Sequence[Dated], start: datetime.date) -> Answer:
    """Whether a dated row may begin, given the rows that hold on ``start`` or later (at most two are needed)."""
    if len(ahead) > 1:
        words = _("A later change is already planned from {day}; nothing may come before it.")
        return no(format_lazy(words, day=ahead[1].start.isoformat()), code="later_change")
    if ahead and ahead[0].start > start:
        words = _("The present entry began on {day}; a new one cannot begin before it.")
        return no(format_lazy(words, day=ahead[0].start.isoformat()), code="too_early")
    return YES


def may_join(officer: Officer, team: Team) -> Answer:
    """Whether an officer may enter a team."""
    if not team.active:
        return no(_("This team has been closed."), code="team_closed")
    if officer.standing == Officer.Standing.LEFT:
        return no(_("This person has left the station."), code="left")
    return same_station(officer, team)


def may_answer(officer: Officer) -> Answer:
    """Whether a person can be put in charge: a police officer on post (an auxiliary never answers alone)."""
    if officer.kind != Officer.Kind.POLICE:
        return no(_("An auxiliary cannot be put in charge."), code="auxiliary")
    if officer.standing != Officer.Standing.ON_POST:
        return no(_("This person is not on post."), code="not_on_post")
    return YES


class Published(Protocol):
    """A version of a duty list, whoever's: a post's or the guards'."""

    @property
    def version(self) -> int: ...
    @property
    def in_force_from(self) -> datetime.date: ...
    @property
    def items(self) -> Sequence[str]: ...


def may_publish(items: Sequence[str], in_force_from: datetime.date, before: Published | None) -> Answer:
    """A new version of a duty list says something, and holds no earlier than the version before it."""
    if not items:
        return no(_("Write at least one duty."), code="no_duties")
    if before and in_force_from < before.in_force_from:
        words = _("Version {number} holds from {day}; a new version cannot begin before it.")
        reason = format_lazy(words, number=before.version, day=before.in_force_from.isoformat())
        return no(reason, code="too_early")
    if before and list(before.items) == list(items):
        return no(_("These are the same duties as in the version before."), code="unchanged")
    return YES
