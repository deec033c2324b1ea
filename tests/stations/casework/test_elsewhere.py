"""Mediation on the spot, referrals, and what casework does when an incident moves through any door."""

import datetime
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from stations.agenda.registry import due_from
from stations.casework import agenda, readings, referring, scene
from stations.casework.models import PoliceCase, Referral, SceneMediation
from stations.files.actions import store
from stations.incidents import hooks
from stations.incidents.actions import advance, locked
from stations.incidents.handling import feedback
from stations.incidents.models import Attachment, Feedback, Incident
from stations.incidents.words import Result, State
from stations.kit.answer import YES, NotAllowed, RuleBroken, no
from stations.notices.models import Notice
from stations.timeline.models import Entry
from tests.factories import make_category, make_incident
from tests.factories.casework import make_case, make_referral

DAY = datetime.timedelta(days=1)
R = Referral.State


@pytest.fixture
def inside(room, in_one):
    return room


@pytest.fixture
def mediated(inside):
    """A call reported as mediated on the spot, without its record."""
    station, officer = inside.cast.station, inside.cast.officer
    incident = make_incident(station, state=State.FED_BACK, result=Result.MEDIATED, handlers=(officer,),
                             fed_back_at=timezone.now())  # fmt: skip
    Feedback.objects.create(
        station=station, incident=incident, by=officer.user, at=timezone.now(), category=incident.category,
        result=Result.MEDIATED, text="劝和",
    )  # fmt: skip
    return incident


def note(incident, people, who="officer", **fields):
    fields = {"violation": False, "note": "双方握手言和"} | fields
    return scene.record_scene(incident_id=incident.pk, actor=people[who], **fields)


def close(incident, people):
    return advance(locked(incident.pk), "close", actor=people["desk"])


# -- mediation on the spot -----------------------------------------------------------------------------------------


def test_a_mediated_call_is_not_closed_without_its_record(mediated, people):
    with pytest.raises(RuleBroken) as refusal:
        close(mediated, people)
    assert refusal.value.code == "no_scene_mediation"
    mediated.refresh_from_db()
    assert mediated.state == State.FED_BACK
    note(mediated, people)
    close(mediated, people)
    mediated.refresh_from_db()
    assert mediated.state == State.CLOSED


def test_without_an_offence_a_work_note_is_enough_and_the_incident_learns_of_it(mediated, people):
    found = note(mediated, people)
    mediated.refresh_from_db()
    assert (found.law, mediated.violation) == ("CX-2018", False)
    assert Entry.objects.about(mediated).filter(verb="incident.scene_mediated").exists()


def test_a_category_of_domestic_violence_is_not_reported_as_mediated(inside, people):
    station = inside.cast.station
    category = make_category(station, "家庭暴力", parent=make_category(station, "家庭婚恋纠纷"))
    now = timezone.now()
    incident = make_incident(station, state=State.ARRIVED, category=category, at=now, arrived_at=now)
    told = {"category": category, "text": "劝和", "violation": True}
    with pytest.raises(RuleBroken) as refusal:
        feedback(incident=incident, actor=people["desk"], result=Result.MEDIATED, **told)
    assert refusal.value.code == "domestic_violence"
    assert not Feedback.objects.exists()
    assert feedback(incident=incident, actor=people["desk"], result=Result.CASE, **told).state == State.FED_BACK


def test_domestic_violence_is_refused_and_nothing_is_written(mediated, people):
    with pytest.raises(RuleBroken) as refusal:
        note(mediated, people, domestic_violence=True)
    assert refusal.value.code == "domestic_violence"
    assert not SceneMediation.objects.exists()


def test_an_offence_needs_the_agreement_or_the_recording(mediated, people):
    good = {"violation": True, "undisputed": True, "performed": True, "note": ""}
    for fields, code in (
        (good, "not_on_record"), (good | {"undisputed": False}, "disputed"),
        (good | {"performed": False}, "not_performed"),
    ):  # fmt: skip
        with pytest.raises(RuleBroken) as refusal:
            note(mediated, people, **fields)
        assert refusal.value.code == code
    assert note(mediated, people, **good, recording="ZF-2026-7").violation


def paper(incident, person):
    file = store(station=incident.station, purpose="incidents", name="协议.pdf", content=b"%PDF", actor=person,
                 content_type="application/pdf")  # fmt: skip
    return Attachment.objects.create(
        station=incident.station, incident=incident, file=file, media="document", stage="document"
    )


def test_the_agreement_is_a_paper_of_this_incident(mediated, people, inside):
    good = {"violation": True, "undisputed": True, "performed": True}
    with pytest.raises(RuleBroken) as refusal:
        note(mediated, people, **good, document=paper(inside.incident, people["desk"]))
    assert refusal.value.code == "other_incident"
    assert note(mediated, people, **good, document=paper(mediated, people["desk"])).document


def test_the_record_can_be_corrected_until_the_incident_is_closed(mediated, people):
    note(mediated, people)
    note(mediated, people, note="已道歉")
    assert SceneMediation.objects.get().note == "已道歉"
    close(mediated, people)
    with pytest.raises(RuleBroken) as refusal:
        note(mediated, people, who="desk", note="改")
    assert refusal.value.code == "wrong_state"


def test_only_who_handled_it_and_the_command_room_record_it(mediated, people):
    for name in ("outsider", "auxiliary", "guard"):
        with pytest.raises(NotAllowed):
            note(mediated, people, who=name)
    note(mediated, people, who="desk")


@pytest.mark.parametrize("fields", [{"domestic_violence": True}, {"violation": True, "performed": True},
                                    {"violation": True, "undisputed": True, "performed": True}])  # fmt: skip
def test_the_database_itself_forbids_what_the_law_forbids(mediated, people, fields):
    fields = {"violation": False} | fields
    with pytest.raises(IntegrityError), transaction.atomic():
        SceneMediation.objects.create(
            station=mediated.station, incident=mediated, by=people["desk"], at=timezone.now(), law="CX-2018", **fields
        )


def test_reporting_a_mediation_reminds_once_of_its_record(inside, people):
    incident = locked(inside.incident.pk)
    incident.result = Result.MEDIATED
    advance(incident, "feedback", actor=people["officer"])
    assert Notice.objects.filter(recipient=people["officer"], kind="scene_mediation.missing").count() == 1
    titles = [due.title for due in due_from(agenda.owed_records, people["officer"], timezone.localdate())]
    assert any(incident.number in title for title in titles)
    assert due_from(agenda.owed_records, people["outsider"], timezone.localdate()) == []
    note(incident, people)
    assert due_from(agenda.owed_records, people["officer"], timezone.localdate()) == []


def test_a_record_of_before_the_reopening_does_not_count(mediated, people):
    note(mediated, people)
    close(mediated, people)
    advance(locked(mediated.pk), "reopen", actor=people["desk"])
    incident = locked(mediated.pk)
    incident.reopened, incident.result = 1, Result.MEDIATED
    advance(incident, "feedback", actor=people["desk"])
    with pytest.raises(RuleBroken) as refusal:
        close(mediated, people)
    assert refusal.value.code == "no_scene_mediation"
    note(mediated, people, who="desk", note="再次握手言和")
    close(mediated, people)


def test_what_a_case_was_made_of_is_not_struck(inside, people):
    make_case(inside.incident)
    incident = locked(inside.incident.pk)
    incident.struck_reason = "误录"
    with pytest.raises(RuleBroken) as refusal:
        advance(incident, "strike", actor=people["desk"])
    assert refusal.value.code == "has_case"


def test_striking_an_incident_ends_its_referral(inside, people):
    made = refer(inside.incident, people)
    incident = locked(inside.incident.pk)
    incident.struck_reason = "误录"
    advance(incident, "strike", actor=people["desk"])
    made.refresh_from_db()
    assert made.state == R.TAKEN_BACK


# -- referrals -------------------------------------------------------------------------------------------------------


def refer(incident, people, **fields):
    fields = {"target": "12345", "reason": "噪音扰民", "actor": people["desk"]} | fields
    return referring.refer(incident_id=incident.pk, **fields)


def test_a_referral_takes_the_incident_along(inside, people):
    made = refer(inside.incident, people)
    incident = Incident.objects.get(pk=inside.incident.pk)
    assert (incident.state, incident.referred_to, made.state) == (State.REFERRED, "12345", R.SENT)
    assert Referral.objects.count() == 1


def test_only_the_command_room_refers(inside, people):
    for name in ("officer", "worker", "auxiliary", "guard"):
        with pytest.raises(NotAllowed):
            refer(inside.incident, people, actor=people[name])
    assert not Referral.objects.exists()


def test_what_is_settled_there_ends_the_incident_as_handed_on(inside, people):
    incident = make_incident(inside.cast.station, state=State.RECEIVED)
    made = refer(incident, people)
    referring.accept(referral=made, reference="BJ-77", actor=people["desk"])
    made = referring.finish(referral=made, answer="已处理", actor=people["desk"])
    incident.refresh_from_db()
    assert (incident.state, incident.result, incident.result_text) == (State.CLOSED, Result.HANDED_ON, "已处理")
    assert (made.state, made.reference) == (R.DONE, "BJ-77")


def test_what_others_settled_is_in_the_sample_of_follow_up_calls_too(inside, people):
    """IN-11: one in ten of all that were closed, every complaint."""
    category = make_category(inside.cast.station, always_follow_up=True)
    incident = make_incident(inside.cast.station, category=category)
    made = refer(incident, people)
    referring.accept(referral=made, actor=people["desk"])
    referring.finish(referral=made, answer="已处理", actor=people["desk"])
    incident.refresh_from_db()
    assert incident.follow_up_wanted


def test_what_comes_back_is_loud_until_it_is_taken_up(inside, people):
    station, today = inside.cast.station, timezone.localdate()
    made = refer(inside.incident, people)
    made = referring.give_back(referral=made, answer="不属本部门", actor=people["desk"])
    incident = Incident.objects.get(pk=inside.incident.pk)
    assert (incident.state, made.state) == (State.REFERRED, R.RETURNED)
    told = Notice.objects.filter(kind="referral.returned")
    assert told.filter(recipient=people["desk"], urgent=True).exists()
    assert "不属本部门" not in str(list(told.values_list("data", flat=True)))
    assert any(incident.number in due.title for due in due_from(agenda.returned_referrals, people["desk"], today))
    assert due_from(agenda.returned_referrals, people["officer"], today) == []
    assert [line.tone for line in agenda.referral_lines(station, timezone.now())] == ["danger"]
    referring.take_up(referral=made, actor=people["desk"])
    incident.refresh_from_db()
    assert incident.state == State.RECEIVED
    assert due_from(agenda.returned_referrals, people["desk"], today) == []
    assert not told.filter(read_at=None).exists(), "what was taken up again alarms nobody"
    assert agenda.referral_lines(station, timezone.now()) == []


def test_a_matter_is_out_in_one_place_at_a_time(inside, people):
    refer(inside.incident, people)
    with pytest.raises((RuleBroken, IntegrityError)), transaction.atomic():
        refer(inside.incident, people, target="法院")


def test_the_rows_stay_true_when_the_incident_moves_through_another_door(inside, people):
    incident = locked(inside.incident.pk)
    incident.referred_to = "城管"
    advance(incident, "refer", actor=people["desk"])
    found = Referral.objects.get()
    assert (found.target, found.state) == ("城管", R.SENT)
    advance(locked(incident.pk), "take_back", actor=people["desk"])
    found.refresh_from_db()
    assert found.state == R.TAKEN_BACK


def test_an_overdue_answer_is_handed_over(inside):
    make_referral(inside.cast.station, due_on=timezone.localdate() - DAY)
    make_referral(inside.cast.station, due_on=timezone.localdate() + DAY)
    lines = agenda.referral_lines(inside.cast.station, timezone.now())
    assert [line.tone for line in lines] == ["warn"]


# -- agenda and handover of cases ------------------------------------------------------------------------------------


def test_days_near_and_receipts_waiting_are_on_the_list_and_handed_over(inside, people):
    today = timezone.localdate()
    near = make_case(inside.incident, "working", team=inside.case_team, owner=inside.worker, due_on=today + 2 * DAY)
    far = make_case(make_incident(inside.cast.station), "working", team=inside.case_team, owner=inside.worker)
    waits = make_case(make_incident(inside.cast.station), "allocated", team=inside.case_team)
    mine = [due.title for due in due_from(agenda.due_cases, people["worker"], today)]
    assert any(near.number in title for title in mine)
    assert any(waits.number in title for title in mine)
    assert not any(far.number in title for title in mine)
    assert due_from(agenda.due_cases, people["outsider"], today) == []
    assert due_from(agenda.due_cases, people["guard"], today) == []
    texts = [str(line.text) for line in agenda.case_lines(inside.cast.station, timezone.now())]
    assert len(texts) == 2
    assert near.number in texts[0]
    assert waits.number in texts[1]


def test_a_leader_checks_what_others_concluded(inside, people):
    make_case(inside.incident, "concluded", team=inside.case_team, concluded_by=people["worker"])
    assert len(due_from(agenda.due_cases, people["leader"], timezone.localdate())) == 1
    PoliceCase.objects.update(concluded_by=people["leader"])
    assert due_from(agenda.due_cases, people["leader"], timezone.localdate()) == []


def test_a_result_made_a_case_without_a_case_is_on_the_list(inside, people):
    today = timezone.localdate()
    assert len(due_from(agenda.owed_records, people["officer"], today)) == 1
    make_case(inside.incident)
    assert due_from(agenda.owed_records, people["officer"], today) == []


def test_where_nobody_handles_it_any_more_the_command_room_is_reminded_to_file_the_case(inside, people):
    today = timezone.localdate()
    assert due_from(agenda.owed_records, people["desk"], today) == []
    inside.incident.handlers.update(until=timezone.now())
    assert due_from(agenda.owed_records, people["officer"], today) == []
    assert [due.kind for due in due_from(agenda.owed_records, people["desk"], today)] == ["case"]


# -- what the incident shows -----------------------------------------------------------------------------------------


def test_the_incident_shows_what_was_made_of_it(mediated, people):
    case = make_case(mediated)
    make_referral(mediated.station, R.RETURNED, incident=mediated)
    ties = {str(tie.label): tie for tie in hooks.ties_for(people["officer"], mediated)}
    assert {tie.tone for tie in ties.values()} == {"warn", "danger"}
    assert case.number in {str(tie.text) for tie in ties.values()}
    assert hooks.ties_for(people["guard"], mediated) == []


def test_what_is_done_is_not_offered_again(mediated, inside, people):
    def offered(incident):
        return {entry.name for entry in hooks.offers_for(people["desk"], incident)} & {
            "police_case",
            "scene_mediation",
        }

    assert offered(mediated) == {"scene_mediation"}
    note(mediated, people)
    assert offered(mediated) == set()
    assert offered(inside.incident) == {"police_case"}
    make_case(inside.incident)
    assert offered(inside.incident) == set()


@pytest.fixture
def mediation_app(monkeypatch):
    """An upper room as the mediation app will be: it offers itself for disputes and shows its number."""
    made = {}
    disputes = no("不是纠纷", code="no_dispute")

    def allowed(user, incident):
        return YES if incident.category.fold == "dispute" and readings.officer_of(user) else disputes

    def find(user, incident):
        return [hooks.Tie("调解", made[incident.pk])] if incident.pk in made else []

    monkeypatch.setattr(hooks, "_offers", dict(hooks._offers))
    monkeypatch.setattr(hooks, "_ties", dict(hooks._ties))
    hooks.offer(hooks.Offer("mediation", "转调解", "incident", allowed, "scale"))
    hooks.tie("mediation", find)
    return SimpleNamespace(made=made)


def test_a_dispute_not_settled_goes_to_mediation_with_one_tap(inside, people, mediation_app):
    """IN-08: the offer appears where it fits, is permission-checked, and the incident shows the tie back."""
    incident = inside.incident
    offered = [entry.name for entry in hooks.offers_for(people["officer"], incident)]
    assert "mediation" not in offered
    incident.category.fold = "dispute"
    assert "mediation" in [entry.name for entry in hooks.offers_for(people["officer"], incident)]
    assert "mediation" not in [entry.name for entry in hooks.offers_for(people["guard"], incident)]
    mediation_app.made[incident.pk] = "2026-0001"
    assert "2026-0001" in [tie.text for tie in hooks.ties_for(people["officer"], incident)]
