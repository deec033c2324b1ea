"""The end of the quarter: whoever still waits gets an answer, numbers go, figures stay. Safe to run twice."""

from datetime import date, datetime, timedelta

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone

from community.wishes import actions, rules
from community.wishes.models import Contact, QuarterList, Voice, Wish
from community.wishes.ranking import ranked, settings_of
from community.wishes.words import OPEN_STATES, State
from stations.errands import actions as errands
from stations.errands.words import OPEN_STATES as ERRAND_OPEN
from stations.organisation.models import Station
from stations.timeline.actions import lines_last, record

# Numbers whose message could not be sent in so long go unsent.
LATEST = timedelta(days=1)
BATCH = 500


def clear_missing(*, station: Station, at: datetime) -> list[QuarterList]:
    """Clear every quarter that is over and has not been cleared; the list of those cleared now."""
    current = rules.quarter_of(timezone.localdate(at))
    known = set(QuarterList.objects.values_list("quarter", flat=True))
    over = Wish.objects.filter(quarter__lt=current).order_by("quarter").values_list("quarter", flat=True).distinct()
    found = [clear(station=station, quarter=quarter, at=at) for quarter in over if quarter not in known]
    return [row for row in found if row is not None]


@transaction.atomic
@lines_last()
def clear(*, station: Station, quarter: date, at: datetime) -> QuarterList | None:
    """Clear the list of one quarter; None when somebody else has or does.

    What was walked is answered as such, also where nobody has confirmed it; everything else open is told why it was
    not done.
    """
    try:
        with transaction.atomic():
            row = QuarterList.objects.create(station=station, quarter=quarter, cleared_at=at)
    except IntegrityError:
        return None
    for pk in list(Wish.objects.open().of(quarter).order_by("id").values_list("pk", flat=True)):
        _end(pk, at)
    for name, value in figures(quarter).items():
        setattr(row, name, value)
    row.save()
    record(verb="wish_list.cleared", subject=row, actor=None, wishes=row.wishes, cleared=row.cleared)
    return row


def _end(pk: int, at: datetime) -> None:
    wish = actions.locked(pk)
    if wish.errand and wish.errand.state in ERRAND_OPEN and wish.errand.passes:
        errands.finish(errand=wish.errand, actor=None, at=at)
        wish = actions.locked(pk)
    if wish.state == State.WALKED:
        actions.answer(wish=wish, words=wish.answer, at=at)
        return
    if wish.state not in OPEN_STATES:
        return
    words = rules.cleared_words(wish)
    wish.answer, wish.closed_at = words[:300], at
    rules.STEPS.advance(wish, "clear", None, at)
    wish.save()
    record(verb="wish.clear", subject=wish, actor=None, state=wish.state)
    actions.call_off(wish, words, at)
    actions.to_be_told(wish, at)


def figures(quarter: date) -> dict[str, int]:
    """What stays of a quarter: numbers only; one query."""
    rows = Wish.objects.of(quarter).own().order_by()
    return {name: value or 0 for name, value in rows.aggregate(
        wishes=Count("pk"), residents=Sum("residents"), planned=Count("pk", filter=Q(planned_at__isnull=False)),
        answered=Count("pk", filter=Q(state=State.ANSWERED)), declined=Count("pk", filter=Q(state=State.DECLINED)),
        cleared=Count("pk", filter=Q(state=State.CLEARED)),
    ).items()}  # fmt: skip


def forget(*, station: Station, at: datetime) -> dict[str, int]:
    """Numbers of cleared quarters go once told, a day later at the latest; codes and words a quarter later."""
    done = {"phones": 0, "voices": 0}
    for row in QuarterList.objects.filter(cleared_at__gte=at - timedelta(days=400)):
        phones = Contact.objects.filter(voice__wish__quarter=row.quarter)
        waiting = Q(due_at__isnull=False, sent_at=None, failed="") if at - row.cleared_at < LATEST else Q(pk__in=[])
        done["phones"] += phones.exclude(waiting).delete()[0]
        if rules.quarter_of(timezone.localdate(at)) > rules.quarter_end(row.quarter):
            done["voices"] += Voice.objects.filter(wish__quarter=row.quarter).delete()[0]
            _forget_words(row.quarter)
    return done


def _forget_words(quarter: date) -> None:
    """What residents wrote goes from the rows and from their history; reason, place and answer stay."""
    told = Wish.objects.of(quarter).exclude(words="")
    ids = list(told.values_list("pk", flat=True))
    if ids:
        told.update(words="")
        apps.get_model("community", "WishEvent").objects.filter(pgh_obj_id__in=ids).update(words="")


def renew_errands(*, station: Station, at: datetime) -> int:
    """Tell the patrols anew what open wishes weigh and why: residents join, days go by. Safe to run twice."""
    told = Wish.objects.open().filter(errand__state__in=ERRAND_OPEN).select_related("scene", "errand", "station")
    changed = 0
    for row in ranked(list(told), settings_of(station), at):
        if (row.weight, row.why) != (row.wish.errand.weight, row.wish.errand.grounds):
            errands.weigh(errand=row.wish.errand, weight=row.weight, grounds=row.why)
            changed += 1
    return changed


def answer_overdue(*, station: Station, at: datetime) -> int:
    """Walked wishes that nobody answered in the hours set are answered by the house with the words prepared."""
    hours = settings_of(station).auto_answer_hours
    late = Wish.objects.filter(state=State.WALKED, walked_at__lt=at - timedelta(hours=hours)).order_by("id")
    rows = list(late[:BATCH])
    for wish in rows:
        actions.answer(wish=wish, words=wish.answer, at=at)
    return len(rows)
