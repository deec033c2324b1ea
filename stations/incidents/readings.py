"""What pages and API of incidents read: visible rows with what they show joined, in a fixed number of queries."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from stations.catalogue.models import Category, Element
from stations.catalogue.words import Kind
from stations.incidents.models import Attachment, Feedback, Handler, InboxSettings, Incident, Party
from stations.incidents.rules import POLICE_CALLS, may_see_inbox
from stations.incidents.words import CLOSED_STATES, State
from stations.kit.compiled import Compiled
from stations.organisation.models import Officer, User
from stations.organisation.rules import officer_of

SHOWN = ("category", "community", "grid")
# Maps of areas stay in the database: nothing that lists incidents draws them.
MAPS = ("community__outline", "grid__outline")
# What a row of the inbox's page is drawn of.
COLUMNS = (
    "year", "serial", "kind", "state", "grade", "urgent", "summary", "place", "reported_at", "overdue_since",
    "category__name", "community__name",
)  # fmt: skip
OPEN = ~Q(state__in=CLOSED_STATES)


def visible_to(user):
    """The incidents a person may open: police all of the station, auxiliaries what they handle or recorded."""
    rows = Incident.objects.all()
    if may_see_inbox(user):
        return rows
    own = officer_of(user)
    handled = Handler.objects.filter(officer=own, until=None).values("incident")
    return rows.filter(Q(pk__in=handled) | Q(recorded_by=user)) if own else rows.none()


def with_handlers(rows):
    """Join who handles them now."""
    now = Handler.objects.filter(until=None).select_related("officer__user").order_by("id")
    named = now.only("incident", "until", "officer__police_no", "officer__user__name")
    return rows.prefetch_related(Prefetch("handlers", queryset=named, to_attr="loaded_handlers"))


def in_list(rows):
    """Rows of a list: two queries whatever their number."""
    return with_handlers(rows.select_related(*SHOWN).defer(*MAPS))


def in_table(rows):
    """Rows of the inbox's page: no more columns than it shows; two queries whatever their number."""
    return with_handlers(rows.select_related("category", "community").only(*COLUMNS))


def in_detail(rows):
    """One incident with everything its page tells; a fixed number of queries."""
    feedbacks = Feedback.objects.select_related("by", "category")
    attachments = Attachment.objects.select_related("file", "added_by")
    joined = rows.select_related(
        *SHOWN, "call_category", "spot", "main", "match", "matched_by", "fixer", "verifier", "recorded_by"
    ).defer(*MAPS)
    return with_handlers(joined).prefetch_related(
        Prefetch("feedbacks", queryset=feedbacks), Prefetch("attachments", queryset=attachments),
        Prefetch("parties", queryset=Party.objects.all()),
        Prefetch("duplicates", queryset=Incident.objects.order_by("id")),
    )  # fmt: skip


def effective(rows):
    """有效警情: police calls that statistics count (DOMAIN 4.3).

    Left out: struck entries, repeated reports linked to another (IN-03), and what the final category says was a
    nuisance or invalid call. Count them by ``reported_at`` and by ``category``, the final one (IN-07).
    """
    # Both ends are of one station anyway; said aloud, the join reads that station's categories only.
    rows = rows.calls().counted().filter(category__station=F("station"))
    return rows.exclude(category__fold=Category.Fold.NUISANCE)


def overdue(at) -> Q:
    """Of open ones: something that should have happened by now has not. A timer went off, or what was due is over.

    Args:
        at: the moment asked about.
    """
    return Q(overdue_since__isnull=False) | Q(due_at__lt=at)


def settings_of() -> InboxSettings:
    """The numbers of the station in scope; the defaults where nobody has set them. One query."""
    return InboxSettings.objects.first() or InboxSettings()


def unassigned() -> Q:
    """Open, and nobody has it yet; lost and found property waits at the desk by its nature."""
    handled = Handler.objects.filter(incident=OuterRef("pk"), until=None)
    waiting = Q(state__in=(State.RECEIVED, State.VERIFIED, State.ASSIGNED)) & ~Q(kind__in=(Kind.FOUND, Kind.LOSS))
    return waiting & ~Exists(handled)


def to_check(user) -> Q:
    """Reported and waiting for the desk to close it, or removed and waiting for a second pair of eyes."""
    return Q(state=State.FED_BACK) | (Q(state=State.RECTIFIED) & (Q(fixer=None) | ~Q(fixer=user)))


def mine(user) -> Q:
    """Of open ones: those that the person handles."""
    own = officer_of(user)
    rows = Handler.objects.filter(incident=OuterRef("pk"), officer=own, until=None)
    return Q(Exists(rows)) if own else Q(pk__in=[])


def to_follow_up() -> Q:
    """Closed calls that wait for their follow-up call (IN-11)."""
    return Q(follow_up_wanted=True, state=State.CLOSED)


def promised() -> Q:
    """A call-back was promised and has not been made; whatever the state, as long as the entry stands."""
    standing = ~Q(state__in=(State.STRUCK, State.LINKED))
    return Q(call_back_at__isnull=False, called_back_at=None) & standing


@dataclass(frozen=True, slots=True)
class Tab:
    """A saved question to the list: ``?tab=code``; what is ``wanted`` of the few rows ``among`` which it looks."""

    code: str
    label: Any
    wanted: Callable[[Any, Any], Q]
    tone: str = ""
    among: Q = OPEN


MARKED = to_follow_up() | promised()
TABS = (
    Tab("mine", _("My open ones"), lambda user, at: mine(user)),
    Tab("open", _("All open"), lambda user, at: Q()),
    Tab("overdue", _("Overdue"), lambda user, at: overdue(at), "danger"),
    Tab("unassigned", _("Nobody on it"), lambda user, at: unassigned(), "warn"),
    Tab("check", _("Waiting for check"), lambda user, at: to_check(user)),
    Tab("call_back", _("To call back"), lambda user, at: promised(), "warn", MARKED),
    Tab("follow_up", _("To follow up"), lambda user, at: to_follow_up(), among=MARKED),
)


def _counts(among: Q, user: int = 0, officer: int = 0, at: datetime | None = None) -> QuerySet:
    person = User(pk=user)
    person.officer = Officer(pk=officer)
    wanted = {tab.code: Count("pk", filter=tab.wanted(person, at)) for tab in TABS if tab.among is among}
    rows = Incident.objects.filter(among).order_by().values(all=Value(1))
    return rows.annotate(**wanted).values_list(*wanted)


COUNTS = Compiled(partial(_counts, OPEN), user=int, officer=int, at=datetime)
MARKED_COUNTS = Compiled(partial(_counts, MARKED))


def tab_counts(user, at) -> dict[str, int]:
    """How many stand behind each tab, for those who see the inbox; two queries over open and marked rows only."""
    own = officer_of(user)
    found = {}
    for among, rows in (
        (OPEN, COUNTS.ask(user=user.pk, officer=own.pk if own else 0, at=at)), (MARKED, MARKED_COUNTS.ask()),
    ):  # fmt: skip
        codes = [tab.code for tab in TABS if tab.among is among]
        found |= dict(zip(codes, rows[0] if rows else [0] * len(codes), strict=True))
    return found


def element_names(incident: Incident) -> dict[str, str]:
    """Names of the control elements ticked in the reports of an incident; one query where there are any."""
    codes = {code for one in incident.feedbacks.all() for code in one.elements}
    return dict(Element.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}


def linkable(incident: Incident, limit: int = 6):
    """Reports that this may repeat: open, of its family of kinds, about the same time; earliest first (IN-03)."""
    kinds = POLICE_CALLS if incident.kind in POLICE_CALLS else {incident.kind}
    rows = Incident.objects.filter(OPEN, kind__in=kinds).exclude(pk=incident.pk)
    near = timedelta(minutes=settings_of().nearby_minutes)
    same = rows.filter(reported_at__range=(incident.reported_at - near, incident.reported_at + near)).select_related(
        "category"
    )
    return same.order_by("reported_at")[:limit]
