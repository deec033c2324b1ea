"""Repeated reports and property: what hangs together moves together."""

import threading

import pytest
from django.db import connection

from stations.catalogue.words import Kind
from stations.incidents import duplicates, handling, property
from stations.incidents.models import Attachment, Incident
from stations.incidents.rules_work import signed
from stations.incidents.words import Result, State
from stations.kit.answer import RuleBroken
from stations.kit.scoping import in_station
from tests.factories import make_incident
from tests.stations.incidents.test_verbs import refused


def test_a_repeated_report_is_counted_once(ready, cast):
    main, again = ready(), ready()
    row = duplicates.link(incident=again, actor=cast.desk.user, main=main)
    assert (row.state, row.main) == (State.LINKED, main)
    assert list(Incident.objects.counted()) == [main]


def test_chains_are_resolved_to_the_main_report(ready, cast):
    first, second, third = ready(), ready(), ready()
    duplicates.link(incident=second, actor=cast.desk.user, main=first)
    row = duplicates.link(incident=third, actor=cast.desk.user, main=Incident.objects.get(pk=second.pk))
    assert row.main == first


def test_what_hangs_on_a_report_moves_with_it(ready, cast):
    first, second, third = ready(), ready(), ready()
    duplicates.link(incident=third, actor=cast.desk.user, main=second)
    duplicates.link(incident=second, actor=cast.desk.user, main=first)
    assert set(Incident.objects.filter(main=first)) == {second, third}


def test_reports_never_hang_on_themselves_or_in_a_ring(ready, cast):
    first, second = ready(), ready()
    refused("itself", duplicates.link, incident=first, actor=cast.desk.user, main=first)
    duplicates.link(incident=second, actor=cast.desk.user, main=first)
    refused("itself", duplicates.link, incident=first, actor=cast.desk.user, main=Incident.objects.get(pk=second.pk))


def test_a_struck_report_or_one_of_another_kind_is_no_main_report(ready, cast):
    refused("no_main", duplicates.link, incident=ready(), actor=cast.desk.user, main=ready(Kind.CALL, State.STRUCK))
    refused("other_kind", duplicates.link, incident=ready(), actor=cast.desk.user, main=ready(Kind.HAZARD))
    assert duplicates.link(incident=ready(Kind.HELP), actor=cast.desk.user, main=ready()).state == State.LINKED


def test_a_main_report_is_not_struck_while_others_hang_on_it(ready, cast):
    main, again = ready(), ready()
    duplicates.link(incident=again, actor=cast.desk.user, main=main)
    refused("has_duplicates", handling.strike, incident=main, actor=cast.desk.user, reason="录错")
    row = duplicates.unlink(incident=again, actor=cast.desk.user)
    assert (row.state, row.main) == (State.RECEIVED, None)
    assert handling.strike(incident=main, actor=cast.desk.user, reason="录错").state == State.STRUCK


def test_found_and_lost_are_matched_together(ready, cast):
    found, loss = ready(Kind.FOUND), ready(Kind.LOSS)
    row = property.match(incident=found, actor=cast.desk.user, loss=loss)
    loss.refresh_from_db()
    assert (row.state, loss.state, row.match) == (State.MATCHED, State.MATCHED, loss)
    row = property.unmatch(incident=row, actor=cast.desk.user)
    loss.refresh_from_db()
    assert (row.state, loss.state, row.match) == (State.RECEIVED, State.RECEIVED, None)


def test_a_loss_belongs_to_one_found_thing(ready, cast):
    loss = ready(Kind.LOSS)
    property.match(incident=ready(Kind.FOUND), actor=cast.desk.user, loss=loss)
    refused("not_open", property.match, incident=ready(Kind.FOUND), actor=cast.desk.user, loss=loss)
    refused("other_kind", property.match, incident=ready(Kind.FOUND), actor=cast.desk.user, loss=ready())


def test_returning_settles_both_and_keeps_who_received_it(ready, cast):
    found, loss = ready(Kind.FOUND), ready(Kind.LOSS)
    row = property.match(incident=found, actor=cast.desk.user, loss=loss)
    refused("no_receipt", property.hand_back, incident=row, actor=cast.desk.user)
    row = property.hand_back(incident=row, actor=cast.desk.user, receiver="王五", phone="138 0000 1234")
    loss.refresh_from_db()
    assert (row.state, loss.state, loss.result) == (State.RETURNED, State.RETURNED, Result.RETURNED)
    owner = row.parties.get(part="owner")
    assert (owner.name, owner.phone) == ("王五", "13800001234")


def test_a_signed_receipt_is_as_good_as_a_name_unless_it_was_struck():
    receipt = Attachment(stage=Attachment.Stage.SIGNATURE)
    assert signed([receipt], "")
    assert not signed([Attachment(stage=Attachment.Stage.SCENE)], " ")
    receipt.struck_at = "2026-11-22"
    assert not signed([receipt], "")


def test_losses_are_suggested_by_category_and_words(ready, cast):
    found = ready(Kind.FOUND, summary="捡到黑色双肩包一个")
    bag = ready(Kind.LOSS, summary="丢失黑色双肩包一个")
    phone = ready(Kind.LOSS, summary="丢失手机一部")
    ready(Kind.LOSS, State.CLOSED, summary="丢失黑色双肩包一个")
    assert list(property.losses_for(found)) == [bag, phone]


def run_together(station, *works):
    """Each work in a thread of its own with a connection of its own; their errors."""
    errors, gate = [], threading.Barrier(len(works))

    def run(work):
        try:
            gate.wait()
            with in_station(station):
                work()
        except RuleBroken as refusal:
            errors.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


@pytest.mark.django_db(transaction=True)
def test_races_end_with_one_winner(cast):
    actor, station = cast.desk.user, cast.station
    actor.officer.post  # noqa: B018 (loaded before the threads start)
    fed_back = make_incident(station, state=State.FED_BACK, result=Result.HELPED)
    one, two = make_incident(station), make_incident(station)
    with in_station(station):
        close = lambda: handling.close(incident=fed_back, actor=actor)  # noqa: E731
        assert run_together(station, close, close) == ["wrong_state"]
        errors = run_together(
            station,
            lambda: duplicates.link(incident=one, actor=actor, main=two),
            lambda: duplicates.link(incident=two, actor=actor, main=one),
        )
        assert len(errors) == 1
        states = sorted(Incident.objects.filter(pk__in=[one.pk, two.pk]).values_list("state", flat=True))
        assert states == [State.LINKED, State.RECEIVED]
