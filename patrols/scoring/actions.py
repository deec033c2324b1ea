"""Keep score sheets, freeze months, hear contests."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from patrols.schedule.models import PatrolDuty
from patrols.scoring import measures, rules
from patrols.scoring.models import Contest, MonthScore, PublicRating, ScoreItem, ScoreSheet
from patrols.squads.models import PatrolGroup, Squad
from patrols.squads.readings import settings_of
from patrols.squads.rules import may_keep_patrols
from stations.kit.answer import RuleBroken, demand
from stations.notices.actions import tell
from stations.organisation.models import Station
from stations.timeline.actions import record

# Namespace of the lock that lets one run a station freeze months.
LOCK_SPACE = 7007
DAY = timedelta(days=1)


@transaction.atomic
def publish(
    *, group: PatrolGroup, actor, in_force_from: date, weights: Mapping[str, tuple[int, Decimal]]
) -> ScoreSheet:
    """Publish a version of a group's sheet.

    Args:
        group: whose.
        in_force_from: from which day; never inside a frozen month.
        weights: measure → (weight, value that earns all of it); a weight of 0 leaves the measure out.

    Raises:
        NotAllowed: not of the office.
        RuleBroken: ``not_100`` (PA-16), ``too_early``, ``frozen``.
    """
    demand(may_keep_patrols(actor))
    wanted = {measure: pair for measure, pair in weights.items() if pair[0]}
    rules.weights_whole([weight for weight, _full in wanted.values()]).or_refuse()
    last = ScoreSheet.objects.select_for_update(no_key=True).filter(group=group).order_by("-version").first()
    frozen = MonthScore.objects.filter(squad__group=group).aggregate(day=Max("month"))["day"]
    rules.may_begin(
        in_force_from, last.in_force_from if last else None, rules.next_month(frozen) - DAY if frozen else None
    ).or_refuse()
    sheet = ScoreSheet.objects.create(
        station_id=group.station_id, group=group, version=last.version + 1 if last else 1,
        in_force_from=in_force_from, created_by=actor,
    )  # fmt: skip
    ScoreItem.objects.bulk_create(
        ScoreItem(station_id=group.station_id, sheet=sheet, measure=measure, weight=weight, full_at=full)
        for measure, (weight, full) in wanted.items()
    )
    record(verb="score_sheet.published", subject=sheet, actor=actor, version=sheet.version)
    return sheet


@transaction.atomic
def install(*, station: Station, actor, in_force_from: date) -> int:
    """Give every group without a sheet the starter weights; returns how many got one."""
    groups = PatrolGroup.objects.filter(score_sheets=None)
    made = 0
    for group in groups:
        weights = {m: (weight, Decimal(full)) for m, (weight, full) in rules.STARTER[group.focus].items()}
        publish(group=group, actor=actor, in_force_from=in_force_from, weights=weights)
        made += 1
    return made


@transaction.atomic
def freeze(*, station: Station, month: date, at: datetime | None = None) -> int:
    """Freeze the scores of a month that is over; a squad is frozen once. Returns how many were new.

    Args:
        station: whose; in scope.
        month: its first day.
        at: now.
    """
    now = at or timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_SPACE, station.pk])
    if not rules.is_due(month, timezone.localdate(now)):
        return 0
    last = rules.next_month(month) - DAY
    seen = measures.seen(month, last)
    done = set(MonthScore.objects.filter(month=month).values_list("squad_id", flat=True))
    sheets, rows = _sheets(last), []
    for squad in Squad.objects.select_related("group").order_by("code"):
        sheet = sheets.get(squad.group_id)
        if squad.pk in done or sheet is None or (not squad.active and squad.pk not in seen):
            continue
        score, lines = rules.score(sheet.lines, measures.complete(seen.get(squad.pk, {})))
        rows.append(
            MonthScore(
                station=station, squad=squad, sheet=sheet, month=month, score=score, lines=lines, frozen_at=now
            )  # fmt: skip
        )
    made = MonthScore.objects.bulk_create(rows)
    if made:
        record(verb="scores.frozen", station=station, month=f"{month:%Y-%m}", count=len(made))
    return len(made)


def freeze_missing(*, station: Station, at: datetime | None = None) -> int:
    """Freeze every finished month since the first duty that has no scores yet; safe to run any day, any time."""
    now = at or timezone.now()
    first = PatrolDuty.objects.order_by("date").values_list("date", flat=True).first()
    month, made = (first.replace(day=1) if first else None), 0
    while month and rules.is_due(month, timezone.localdate(now)):
        made += freeze(station=station, month=month, at=now)
        month = rules.next_month(month)
    return made


@transaction.atomic
def contest(*, score: MonthScore, actor, measure: str, words: str, at: datetime | None = None) -> Contest:
    """The squad leader says what is wrong with one line of the score.

    Raises:
        NotAllowed: not the squad's leader.
        RuleBroken: ``replaced``, ``no_duties``, ``too_late``, ``no_words``, ``open`` (one at a time a line).
    """
    row = MonthScore.objects.select_for_update(no_key=True).get(pk=score.pk)
    now = at or timezone.now()
    newest = not MonthScore.objects.filter(squad=row.squad_id, month=row.month, revision__gt=row.revision).exists()
    demand(rules.may_contest(actor, row, now, settings_of(row.station).contest_days, newest))
    if not words.strip():
        raise RuleBroken(_("Say what is wrong."), code="no_words")
    if measure not in {line["measure"] for line in row.lines}:
        raise RuleBroken(_("The sheet has no such line."), code="measure")
    if Contest.objects.filter(score=row, measure=measure, state=Contest.State.ASKED).exists():
        raise RuleBroken(_("This line is being looked into already."), code="open")
    made = Contest.objects.create(
        station_id=row.station_id, score=row, measure=measure, words=words.strip(), asked_by=actor, asked_at=now
    )
    record(verb="score.contest", subject=row, actor=actor, measure=measure)
    return made


@transaction.atomic
def decide(*, contest: Contest, actor, verb: str, answer: str, at: datetime | None = None) -> Contest:
    """Accept a contest (the score is counted again from the records as they are now) or reject it, with a reason.

    Args:
        verb: ``accept`` or ``reject``.
    """
    now = at or timezone.now()
    row = (
        Contest.objects.select_for_update(no_key=True).prefetch_related("score__squad", "station").get(pk=contest.pk)
    )
    row.answer = answer.strip()
    rules.CONTESTS.advance(row, verb, actor, now)
    row.decided_by, row.decided_at = actor, now
    row.save()
    if verb == "accept":
        _again(row.score, now)
    record(verb=f"score.{verb}", subject=row.score, actor=actor, measure=row.measure)
    tell(
        station=row.station, recipients=[row.asked_by], kind="score.decided", key=f"contest:{row.pk}",
        url="/c/squad/scores/",
    )  # fmt: skip
    return row


@transaction.atomic
def rate(*, squad: Squad, actor, month: date, asked: int, content: int, source: str) -> PublicRating:
    """Enter what people outside said of a squad in a month (群众评价); before the month is frozen."""
    demand(may_keep_patrols(actor))
    if asked < 1 or not 0 <= content <= asked:
        raise RuleBroken(_("Not more people can be content than were asked."), code="sum")
    if MonthScore.objects.filter(squad=squad, month=month).exists():
        raise RuleBroken(_("That month is frozen."), code="frozen")
    values = {"asked": asked, "content": content, "source": source, "entered_by": actor}
    row, _new = PublicRating.objects.update_or_create(
        station_id=squad.station_id, squad=squad, month=month, defaults=values
    )
    record(verb="public_rating.entered", subject=squad, actor=actor, month=f"{month:%Y-%m}", asked=asked)
    return row


def _again(score: MonthScore, now: datetime) -> MonthScore:
    """Another revision of a frozen score, by the same sheet."""
    # Two contests of one score accepted at once: the second waits and makes the next revision.
    MonthScore.objects.select_for_update(no_key=True).get(pk=score.pk)
    last = rules.next_month(score.month) - DAY
    values = measures.complete(measures.seen(score.month, last).get(score.squad_id, {}))
    points, lines = rules.score(list(score.sheet.items.order_by("id")), values)
    newest = MonthScore.objects.filter(squad=score.squad_id, month=score.month).aggregate(n=Max("revision"))["n"]
    return MonthScore.objects.create(
        station_id=score.station_id, squad_id=score.squad_id, sheet_id=score.sheet_id, month=score.month,
        revision=newest + 1, score=points, lines=lines, frozen_at=now,
    )  # fmt: skip


def _sheets(day: date) -> dict[int, ScoreSheet]:
    """The sheet in force on a day by group, with its lines; two queries."""
    found: dict[int, ScoreSheet] = {}
    rows = ScoreSheet.objects.filter(in_force_from__lte=day).order_by("group_id", "-version")
    for sheet in rows.prefetch_related("items"):
        if sheet.group_id not in found:
            sheet.lines = list(sheet.items.all())
            found[sheet.group_id] = sheet
    return found
