"""The five ways (五调联治) as marks on a case, each with its minimum of facts; invited persons (RT-04)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.cases import rules
from mediation.cases.actions import after, locked
from mediation.cases.matching_readings import candidates, need_of, parties_of
from mediation.cases.matching_rules import Why, tie_of
from mediation.cases.models import Case, Invitee
from mediation.cases.models_papers import WayMark
from mediation.cases.words import State, Track
from mediation.network.models import Department, Mediator
from mediation.network.words import Group, Way
from stations.kit.answer import YES, Answer, RuleBroken, demand, no

# From acceptance to the agreement: before, nobody knows whether it is mediated at all.
MARKED = frozenset({State.ACCEPTED, State.MEDIATING})
ORDER = list(Way.values)
ORGANS = 2  # 联调: so many organs take part at least
MOST_INVITED = 20


def may_mark(user, case: Case) -> Answer:
    """Ways and invitations: who works on the case, keepers, its police."""
    return rules.may_edit(user, case)


def _case(pk: int, actor, version: int | None) -> Case:
    case = locked(pk, version)
    demand(may_mark(actor, case))
    if case.state not in MARKED:
        raise RuleBroken(_("This is possible once the dispute is accepted, and until an agreement."), "wrong_state")
    return case


CONSENT = _("All parties must agree before somebody is invited (RT-04, 人民调解法第二十条).")


# Invited persons


def invitee_answer(kind: str, name: str, department: Department | None, licence_no: str, consent: bool) -> Answer:
    """Whether somebody may be invited: named, with organ or licence, and all parties agree (RT-04)."""
    if not name.strip():
        return no(_("Name the person who comes."), code="no_name")
    if kind == Invitee.Kind.DEPARTMENT and department is None:
        return no(_("Say which department the person comes from."), code="no_department")
    if kind == Invitee.Kind.LAWYER and not licence_no.strip():
        return no(_("A lawyer comes with the number of the licence."), code="no_licence")
    if not consent:
        return no(CONSENT, code="no_consent")
    return YES


@transaction.atomic
def invite(
    *,
    case: Case,
    kind: str,
    name: str,
    consent: bool,
    actor,
    department: Department | None = None,
    licence_no: str = "",
    version: int | None = None,
    at: datetime | None = None,
) -> Invitee:
    """Invite somebody with the consent of all parties (RT-04, ZA-09).

    Args:
        kind: of :class:`Invitee.Kind`.
        consent: all parties agree, asked just now.
        department: whose person it is, for a department.

    Raises:
        NotAllowed: the person does not work on the case.
        RuleBroken: ``wrong_state``, ``no_consent``, ``no_name``, ``no_department``, ``no_licence``, ``too_many``.
    """
    moment = at or timezone.now()
    case = _case(case.pk, actor, version)
    row = _invited(case, kind, name, department, licence_no, consent, moment)
    after(case, "invited", actor=actor, at=moment, invitee=row.pk, kind=kind)
    return row


def _invited(case: Case, kind, name, department, licence_no, consent: bool, moment: datetime) -> Invitee:
    invitee_answer(kind, name, department, licence_no, consent).or_refuse()
    if department and department.station_id != case.station_id:
        raise RuleBroken(_("Say which department the person comes from."), "no_department")
    if case.invitees.filter(removed_at=None).count() >= MOST_INVITED:
        raise RuleBroken(_("At most %(count)s persons are invited to a case.") % {"count": MOST_INVITED}, "too_many")
    return Invitee.objects.create(
        station_id=case.station_id, case=case, kind=kind, name=name.strip(), department=department,
        licence_no=licence_no.strip(), consented_at=moment,
    )  # fmt: skip


@transaction.atomic
def uninvite(*, invitee: Invitee, actor, at: datetime | None = None) -> Invitee:
    """Take an invitation back; a joint mediation without two organs loses its mark."""
    moment = at or timezone.now()
    case = _case(invitee.case_id, actor, None)
    row = Invitee.objects.select_for_update(no_key=True).get(pk=invitee.pk, case=case)
    if row.removed_at is not None:
        raise RuleBroken(_("This invitation has been taken back already."), "removed")
    row.removed_at = moment
    row.save(update_fields=["removed_at"])
    for way, still in ((Way.JOINT, organs(case) >= ORGANS), (Way.LEGAL, _has_lawyer(case))):
        if way in case.ways and not still:
            _drop(case, way)
    after(case, "uninvited", actor=actor, at=moment, invitee=row.pk)
    return row


def organs(case: Case) -> int:
    """How many departments take part with a named person."""
    rows = case.invitees.filter(removed_at=None, kind=Invitee.Kind.DEPARTMENT, department__isnull=False)
    return rows.values("department").distinct().count()


def _has_lawyer(case: Case) -> bool:
    invited = case.invitees.filter(removed_at=None, kind=Invitee.Kind.LAWYER).exclude(licence_no="")
    return invited.exists() or case.way_marks.filter(way=Way.LEGAL, mediator__isnull=False).exists()


# Ways


@transaction.atomic
def mark_joint(
    *, case: Case, people: Sequence[tuple[Department, str]], consent: bool, actor, version: int | None = None,
    at: datetime | None = None,
) -> WayMark:  # fmt: skip
    """联调: two organs at least, each with a named person, invited with the parties' consent.

    Args:
        people: (department, name) of those who are not invited yet.

    Raises:
        RuleBroken: ``too_few_organs``, and those of :func:`invite`.
    """
    moment = at or timezone.now()
    case = _case(case.pk, actor, version)
    for department, name in people:
        _invited(case, Invitee.Kind.DEPARTMENT, name, department, "", consent, moment)
    if organs(case) < ORGANS:
        raise RuleBroken(_("Joint mediation needs two departments at least, each with a named person."),
                         "too_few_organs")  # fmt: skip
    return _mark(case, Way.JOINT, actor, moment, consented_at=moment)


@transaction.atomic
def mark_micro(
    *, case: Case, grid, mediator: Mediator, actor, version: int | None = None, at: datetime | None = None
) -> WayMark:
    """微调: by a grid worker in a grid.

    Raises:
        RuleBroken: ``no_grid``, ``not_grid_worker``.
    """
    moment = at or timezone.now()
    case = _case(case.pk, actor, version)
    if grid is None or grid.station_id != case.station_id:
        raise RuleBroken(_("Say in which grid."), "no_grid")
    if mediator is None or mediator.kind.group != Group.GRID:
        raise RuleBroken(_("Name the grid worker."), "not_grid_worker")
    _untied(case, mediator)
    return _mark(case, Way.MICRO, actor, moment, grid=grid, mediator=mediator)


@transaction.atomic
def mark_legal(
    *, case: Case, actor, mediator: Mediator | None = None, name: str = "", licence_no: str = "",
    consent: bool = False, version: int | None = None, at: datetime | None = None,
) -> WayMark:  # fmt: skip
    """助调: a lawyer of the network with a licence, or another one invited by name and licence.

    Raises:
        RuleBroken: ``no_lawyer``, ``no_licence``, ``no_consent``.
    """
    moment = at or timezone.now()
    case = _case(case.pk, actor, version)
    if not consent:
        raise RuleBroken(CONSENT, "no_consent")
    if mediator is None and not name.strip():
        raise RuleBroken(_("Choose a lawyer of the network, or enter name and licence of another."), "no_lawyer")
    if mediator is None:
        _invited(case, Invitee.Kind.LAWYER, name, None, licence_no, consent, moment)
    elif mediator.kind.group != Group.LAWYER or not mediator.licence_no:
        raise RuleBroken(_("A lawyer comes with the number of the licence."), "no_licence")
    else:
        _untied(case, mediator)
    return _mark(case, Way.LEGAL, actor, moment, mediator=mediator, consented_at=moment)


@transaction.atomic
def mark_online(
    *, case: Case, channel: str, recording: str, consent: bool, actor, version: int | None = None,
    at: datetime | None = None,
) -> WayMark:  # fmt: skip
    """智调: the channel, what is recorded and where, and the parties' consent.

    Raises:
        RuleBroken: ``no_channel``, ``no_recording``, ``no_consent``.
    """
    moment = at or timezone.now()
    case = _case(case.pk, actor, version)
    if not channel.strip():
        raise RuleBroken(_("Say by which channel: video, telephone, messages."), "no_channel")
    if not recording.strip():
        raise RuleBroken(_("Say what is recorded and where it is kept."), "no_recording")
    if not consent:
        raise RuleBroken(_("All parties must agree to mediate online."), "no_consent")
    return _mark(
        case, Way.ONLINE, actor, moment, channel=channel.strip(), recording=recording.strip(), consented_at=moment
    )


@transaction.atomic
def mark_heart(
    *, case: Case, actor, mediator: Mediator | None = None, consent: bool = False, version: int | None = None,
    at: datetime | None = None,
) -> WayMark:  # fmt: skip
    """心调: a counsellor of the network, if there is one, with the parties' consent; nothing medical is kept.

    Raises:
        RuleBroken: ``not_counsellor``, ``no_consent``.
    """
    moment = at or timezone.now()
    case = _case(case.pk, actor, version)
    if mediator is not None:
        if mediator.kind.group != Group.COUNSELLOR:
            raise RuleBroken(_("Name a psychologist of the network, or nobody."), "not_counsellor")
        if not consent:
            raise RuleBroken(CONSENT, "no_consent")
        _untied(case, mediator)
    return _mark(case, Way.HEART, actor, moment, mediator=mediator, consented_at=moment if consent else None)


def _untied(case: Case, mediator: Mediator) -> None:
    """The track and RT-19 hold for whoever takes part."""
    if mediator.station_id != case.station_id or mediator.left_on:
        raise RuleBroken(_("This mediator no longer serves."), "left")
    if case.track == Track.RT and mediator.kind.group == Group.POLICE:
        raise RuleBroken(Why("track_no_police").words, "track_no_police")
    parties = parties_of(case)
    found = candidates(case, parties, timezone.localdate(), only=mediator.pk)
    if found and (tie := tie_of(found[0], need_of(case, parties))):
        raise RuleBroken(Why("conflict", 0, {"tie": tie}).words, "conflict")


def _mark(case: Case, way: str, actor, moment: datetime, **facts) -> WayMark:
    blank = {"grid": None, "mediator": None, "channel": "", "recording": "", "consented_at": None}
    row, _made = WayMark.objects.update_or_create(
        case=case, way=way, defaults=blank | facts | {"by": actor, "at": moment, "station_id": case.station_id}
    )
    case.ways = sorted({*case.ways, way}, key=ORDER.index)
    after(case, "way_marked", actor=actor, at=moment, way=str(way))
    return row


def _drop(case: Case, way: str) -> None:
    case.way_marks.filter(way=way).delete()
    case.ways = [kept for kept in case.ways if kept != way]


@transaction.atomic
def unmark(*, case: Case, way: str, actor, version: int | None = None, at: datetime | None = None) -> Case:
    """Take a mark away.

    Raises:
        RuleBroken: ``not_marked``, ``wrong_state``.
    """
    moment = at or timezone.now()
    case = _case(case.pk, actor, version)
    if way not in case.ways:
        raise RuleBroken(_("This way is not marked."), "not_marked")
    _drop(case, way)
    return after(case, "way_unmarked", actor=actor, at=moment, way=str(way))
