"""What pages, API and agenda read of cases: rows joined for a list, counters, who mediates."""

from datetime import date, timedelta

from django.db.models import Count, Prefetch, Q

from mediation.cases.models import Case, CaseMediator, CaseParty
from mediation.cases.words import ENDED_STATES, OPEN_STATES, State
from mediation.network.readings import standing
from stations.incidents import readings as inbox

SOON = timedelta(days=3)
# The way of a case as people look at it: the order of the pipeline.
PIPELINE = (
    State.REGISTERED, State.TRIAGE, State.ACCEPTED, State.MEDIATING, State.AGREED, State.PERFORMING, State.CONFIRMING,
    State.PERFORMED, State.VISIT,
)  # fmt: skip
ASIDE = (
    State.DECLINED, State.TRANSFERRED, State.ENDED, State.BY_LAW, State.ENFORCEMENT, State.LITIGATION, State.ARCHIVED,
)  # fmt: skip

WAY = (
    State.REGISTERED, State.TRIAGE, State.ACCEPTED, State.MEDIATING, State.AGREED, State.PERFORMED, State.ARCHIVED,
)  # fmt: skip
# States that people see as a part of another stage.
BESIDE = {State.PERFORMING: State.AGREED, State.CONFIRMING: State.AGREED, State.VISIT: State.PERFORMED}


def with_people(rows):
    """Join what a row of a list shows: parties, who mediates, community; two more queries for all rows."""
    parties = CaseParty.objects.filter(removed_at=None).only("case", "side", "name", "kind")
    leads = CaseMediator.objects.filter(until=None).select_related("mediator__user")
    return rows.select_related("community", "officer__user").prefetch_related(
        Prefetch("parties", queryset=parties, to_attr="loaded_parties"),
        Prefetch("mediators", queryset=leads, to_attr="loaded_mediators"),
    )


def listed(user):
    """The cases a person may see, newest first, as a list shows them."""
    return with_people(Case.objects.visible_to(user))


def in_detail(user):
    """The same for one case's page."""
    return Case.objects.visible_to(user).select_related(
        "station", "community", "grid", "officer__user", "incident", "police_case", "registered_by"
    )


def mine(user) -> Q:
    """What a person works on: registered by them and not accepted yet, in charge of, or mediating."""
    who = standing(user)
    found = Q(registered_by=user, state__in=(State.REGISTERED, State.TRIAGE))
    if who.officer_id:
        found |= Q(officer=who.officer_id)
    if who.mediator:
        led = CaseMediator.objects.filter(mediator=who.mediator, until=None).exclude(accepted=False)
        found |= Q(pk__in=led.values("case"))
    return found


def next_day(case: Case) -> tuple[str, date] | None:
    """The next day that counts for a case: (code, day), or None when nothing runs."""
    if case.state in {State.ACCEPTED, State.MEDIATING} and case.due_on:
        return "mediation", case.due_on
    if case.state in {State.AGREED, State.PERFORMING, State.CONFIRMING} and case.perform_by:
        return "performance", case.perform_by
    if case.state in {State.PERFORMED, State.VISIT} and case.follow_up_due_on and not case.followed_up_on:
        return "follow_up", case.follow_up_due_on
    return None


def day_left(case: Case, today: date) -> dict | None:
    """The day that runs for a case, the days left, and the tone that says so; None when nothing runs."""
    found = next_day(case)
    if found is None:
        return None
    left = (found[1] - today).days
    tone = "danger" if left <= 0 else "warn" if left <= SOON.days else "ok"
    provisional = case.due_provisional and found[0] == "mediation"
    return {
        "code": found[0], "day": found[1], "left": left, "over": max(-left, 0), "tone": tone,
        "provisional": provisional,
    }  # fmt: skip


def runs_out(first: date | None, last: date) -> Q:
    """Cases whose next day lies from ``first`` (None: any time before) up to and with ``last``."""

    def within(column: str) -> Q:
        span = Q(**{f"{column}__lte": last})
        return span & Q(**{f"{column}__gte": first}) if first else span

    return (
        Q(state__in=(State.ACCEPTED, State.MEDIATING)) & within("due_on")
        | Q(state__in=(State.AGREED, State.PERFORMING, State.CONFIRMING)) & within("perform_by")
        | Q(state__in=(State.PERFORMED, State.VISIT), followed_up_on=None) & within("follow_up_due_on")
    )


def by_state(user) -> dict[str, int]:
    """How many visible cases are in each state; one query."""
    rows = Case.objects.visible_to(user).order_by().values_list("state").annotate(Count("pk"))
    return {state: count for state, count in rows}


def stages(case: Case) -> list[tuple[str, str]]:
    """(label, "done" | "now" | "next") along the way of a case; a case aside shows where it left the way."""
    here = BESIDE.get(case.state, case.state)
    if here in WAY:
        place = WAY.index(here)
        words = ["done"] * place + ["now"] + ["next"] * (len(WAY) - place - 1)
        return [(state.label, word) for state, word in zip(WAY, words, strict=True)]
    days = (case.registered_at, case.triaged_at, case.accepted_on, case.first_session_on, case.agreed_on)
    passed = [(state.label, "done") for state, day in zip(WAY, days, strict=False) if day]
    return [*passed, (State(case.state).label, "now"), (State.ARCHIVED.label, "next")]


def incident_url(user, case: Case) -> str:
    """The page of the incident it came from, for who may open it."""
    if case.incident_id is None:
        return ""
    return case.incident.get_absolute_url() if inbox.visible_to(user).filter(pk=case.incident_id).exists() else ""


def is_open(case: Case) -> bool:
    """Work is still to be done on it."""
    return case.state in OPEN_STATES or case.state in ENDED_STATES
