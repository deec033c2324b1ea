"""Every transition the step table of a case does not know, tried at the page and at the API: refused with its rule.

State × verb is walked whole (DOMAIN 2.6). Verbs that are carried out in another room (a session, an agreement, a
visit, the court) are tried at that room's doors.
"""

import re
from datetime import timedelta

import pgtrigger
import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from mediation.cases import forbidden, rules
from mediation.cases.models import Case
from mediation.cases.words import State, Track
from tests.factories.agreements import make_agreement, make_mediated
from tests.factories.mediation import make_case, make_mediation_room, make_mediator

pytestmark = pytest.mark.django_db
RULE = re.compile(r"(RT|ZA|HJ|SF)-\d\d|house rule|本所规则")
TOLD = {"way": "written", "reason": "failed", "target": "人民法院"}
# verb: (page, address of the API below /api/v1/); the number is the case's.
DOORS = {
    "submit": ("mediation-case-verb", "cases/{}/submit/"),
    "accept": ("mediation-accept", "cases/{}/accept/"),
    "decline": ("mediation-decline", "cases/{}/decline/"),
    "transfer": ("mediation-transfer", "cases/{}/transfer/"),
    "take_back": ("mediation-take-back", "cases/{}/take_back/"),
    "end": ("mediation-end", "cases/{}/end/"),
    "by_law": ("mediation-by-law", "cases/{}/by_law/"),
    "litigate": ("mediation-litigate", "cases/{}/litigate/"),
    "enforce": ("mediation-enforce", "cases/{}/enforce/"),
    "reopen": ("mediation-reopen", "cases/{}/reopen/"),
    "archive": ("case-file-archive", "case-files/{}/archive/"),
}
VERBS = sorted({step.verb for step in rules.STEPS.steps})
ELSEWHERE = {"begin", "hold", "agree", "await", "perform", "confirm", "settle_confirmation", "visit"}


def impossible(verb: str) -> list[str]:
    """The states a verb has no step from."""
    return [state for state in State.values if rules.STEPS.step(state, verb) is None]


def said(answer) -> str:
    """What a page answers: its messages, or what stands at its form. Never the rest of the page."""
    words = [str(message) for message in get_messages(answer.wsgi_request)]
    context = answer.context or {}
    form = context.get("form")
    words += [form.errors.as_text()] if form is not None else []
    # The page to fix a session says at its head why none may be fixed.
    words += [str(context["answer"].reason)] if "answer" in context else []
    return " ".join(words)


def case_in(state: str, station, officer) -> Case:
    """A case in a state, on the track that knows it."""
    track = Track.ZA if state == State.BY_LAW else ""
    return make_case(station, state, track, officer=officer if track else None)


def unmoved(case: Case, state: str) -> None:
    assert Case.objects.get(pk=case.pk).state == state


def test_every_verb_of_the_table_is_tried_somewhere():
    assert set(DOORS) | ELSEWHERE == set(VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_every_impossible_pair_names_its_rule(verb):
    for state in impossible(verb):
        assert RULE.search(str(forbidden.reason(state, verb))), (state, verb)


@pytest.mark.parametrize("verb", DOORS)
def test_a_verb_outside_the_table_is_refused_by_page_and_api_with_its_rule(verb, cast, in_one, client_of):
    browser = client_of(cast.chief)
    page, api = DOORS[verb]
    for state in impossible(verb):
        case = case_in(state, in_one, cast.officer)
        args = [case.pk, verb] if page == "mediation-case-verb" else [case.pk]
        answer = browser.post(reverse(page, args=args), TOLD)
        assert answer.status_code in {302, 400, 409}, (state, verb, answer.status_code)
        assert RULE.search(said(answer)), (state, verb, said(answer))
        answer = browser.post(f"/api/v1/{api.format(case.pk)}", TOLD, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state"), (state, verb, answer.content)
        assert RULE.search(answer.json()["detail"]), (state, verb)
        unmoved(case, state)


def test_a_session_is_refused_outside_mediation_by_page_and_api_with_its_rule(cast, in_one, client_of):
    browser, room = client_of(cast.chief), make_mediation_room(in_one)
    mediator = make_mediator(in_one)
    start = timezone.localtime().replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    end = start + timedelta(hours=1)
    for state in set(impossible("hold")) & set(impossible("begin")):
        case = case_in(state, in_one, cast.officer)
        form = {
            "starts_at": start.strftime("%Y-%m-%dT%H:%M"), "ends_at": end.strftime("%Y-%m-%dT%H:%M"),
            "date": start.strftime("%Y-%m-%d"), "room": room.pk, "way": "onsite", "mediator": mediator.pk,
        }  # fmt: skip
        answer = browser.post(reverse("session-new", args=[case.pk]), form)
        assert answer.status_code in {302, 400, 409}, state
        assert RULE.search(said(answer)), (state, said(answer))
        sent = {"case": case.pk, "starts_at": start.isoformat(), "room": room.pk,
                "ends_at": end.isoformat(), "mediator": mediator.pk}  # fmt: skip
        answer = browser.post("/api/v1/sessions/", sent, content_type="application/json")
        assert answer.status_code in {403, 409}, (state, answer.content)
        assert RULE.search(answer.json()["detail"]), (state, answer.content)
        assert not case.sessions.exists()


def test_an_agreement_is_refused_outside_mediation_by_page_and_api_with_its_rule(cast, in_one, client_of):
    browser = client_of(cast.chief)
    for state in impossible("agree"):
        if state in {State.AGREED, State.PERFORMING}:
            continue  # A void agreement is replaced there; "agree" itself is not a door.
        case = case_in(state, in_one, cast.officer)
        answer = browser.post(reverse("agreement-new", args=[case.pk]), {"kind": "rt_written"})
        assert answer.status_code in {302, 400, 409}, state
        assert RULE.search(said(answer)), (state, said(answer))
        sent = {
            "case": case.pk,
            "kind": "rt_written",
            "made_on": f"{timezone.localdate()}",
            "clauses": ["甲"],
            "terms": [],
        }
        answer = browser.post("/api/v1/agreements/", sent, content_type="application/json")
        assert answer.status_code in {403, 409}, (state, answer.content)
        assert RULE.search(answer.json()["detail"]), (state, answer.content)
        unmoved(case, state)


def test_a_visit_is_refused_before_performance_by_page_and_api_with_its_rule(cast, in_one, client_of):
    browser = client_of(cast.chief)
    sent = {"due_on": f"{timezone.localdate() + timedelta(days=3)}", "reason": "回访"}
    for state in State.values:
        if state in {State.PERFORMED, State.VISIT}:
            continue
        case = case_in(state, in_one, cast.officer)
        answer = browser.post(reverse("follow-up-plan", args=[case.pk]), sent)
        assert answer.status_code in {302, 400, 409}, state
        assert "RT-14" in said(answer), (state, said(answer))
        answer = browser.post("/api/v1/follow-ups/", sent | {"case": case.pk}, content_type="application/json")
        assert answer.status_code == 409, (state, answer.content)
        assert "RT-14" in answer.json()["detail"], state
        unmoved(case, state)


def test_the_court_is_asked_while_the_agreement_is_being_performed_only(cast, in_one, client_of):
    keeper = make_mediator(in_one, keeper=True).user
    browser = client_of(keeper)
    sent = {
        "applied_on": f"{timezone.localdate()}", "court": "东城区人民法院", "court_choice": "committee",
        "materials": ["agreement", "presided", "identity"],
    }  # fmt: skip
    after = (State.CONFIRMING, State.PERFORMED, State.VISIT, State.LITIGATION, State.ENFORCEMENT, State.ENDED)
    for state in after:
        agreement = make_agreement(make_mediated(in_one, mediator=keeper.mediator), keeper)
        with pgtrigger.ignore():
            Case.objects.filter(pk=agreement.case_id).update(state=state, performed_on=timezone.localdate())
        answer = browser.post(reverse("confirmation-new", args=[agreement.pk]), sent)
        assert RULE.search(said(answer)), (state, said(answer))
        url = f"/api/v1/agreements/{agreement.pk}/apply-confirmation/"
        answer = browser.post(url, sent, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state"), (state, answer.content)
        assert RULE.search(answer.json()["detail"]), state
        unmoved(agreement.case, state)
