"""Everybody is told once; what is told is delivered, however often adapter, broker or worker fail."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_scopes import scopes_disabled

from stations.kit import live, queue
from stations.kit.scoping import in_station
from stations.notices import actions, adapters, registry, rules
from stations.notices.adapters import Hopeless
from stations.notices.models import Delivery, Notice
from stations.notices.readings import MOST_COUNTED, bell_of
from stations.timeline.models import Entry
from tests.factories.notices import deliveries_of, make_notice
from tests.stations.notices.conftest import DOWN

pytestmark = pytest.mark.django_db


def tell(cast, *people, key="k", kind="test.note", **data):
    with in_station(cast.station):
        return actions.tell(station=cast.station, recipients=people, kind=kind, key=key, **data)


def notices_of(person):
    with scopes_disabled():
        return list(Notice.objects.filter(recipient=getattr(person, "user", person)))


def later(**span):
    """Make what waits due, as if time had passed."""
    with scopes_disabled():
        for row in Delivery.objects.filter(state="queued"):
            Delivery.objects.filter(pk=row.pk).update(next_at=row.next_at - timedelta(**span))


# Telling


def test_officers_and_accounts_are_told_alike(cast):
    assert tell(cast, cast.chief, cast.guard, url="/duty/", number="7") == 2
    (notice,) = notices_of(cast.guard)
    assert (notice.kind, notice.data, notice.url, notice.urgent) == ("test.note", {"number": "7"}, "/duty/", False)
    assert len(notices_of(cast.chief)) == 1


def test_the_same_fact_is_told_once(cast):
    assert tell(cast, cast.chief) == 1
    assert tell(cast, cast.chief, cast.desk, cast.desk) == 1
    assert tell(cast, cast.chief, cast.desk) == 0
    assert tell(cast, cast.chief, key="another") == 1
    with scopes_disabled():
        assert Notice.objects.count() == Delivery.objects.count() == 3


def test_who_rests_reads_it_at_once_but_nothing_leaves_the_house_before_the_rest_ends(cast, postman, monkeypatch):
    morning = timezone.now() + timedelta(hours=6)
    monkeypatch.setattr(registry, "_rests", [])
    registry.leave_in_peace(lambda station, accounts, at: {cast.guard.pk: morning})
    assert tell(cast, cast.chief, cast.guard) == 2 and len(notices_of(cast.guard)) == 1
    assert [row.next_at for row in deliveries_of(notices_of(cast.guard)[0])] == [morning]
    assert actions.sweep() == 1
    later(hours=7)
    assert actions.sweep() == 1


def test_people_of_another_station_and_closed_accounts_are_left_out(cast):
    cast.desk.user.is_active = False
    cast.desk.user.save()
    assert tell(cast, cast.chief2, cast.desk) == 0
    assert notices_of(cast.chief2) == notices_of(cast.desk) == []


def test_telling_nobody_is_no_error(cast):
    assert tell(cast) == 0


def test_an_unknown_kind_is_a_mistake_of_the_programmer(cast):
    with pytest.raises(ValueError, match="unknown kind"):
        tell(cast, cast.chief, kind="test.nonsense")


@pytest.mark.parametrize("url", ["https://elsewhere.example/", "//elsewhere.example/", "duty/"])
def test_a_notice_never_leads_off_the_portal(cast, url):
    with pytest.raises(ValueError, match="not a path"):
        tell(cast, cast.chief, url=url)


def test_urgent_notices_go_the_urgent_ways_too(cast, settings):
    settings.NOTICE_ADAPTERS, settings.NOTICE_URGENT_ADAPTERS = ["console"], ["sms", "console"]
    tell(cast, cast.chief, key="plain")
    tell(cast, cast.chief, key="alarm", kind="test.alarm", urgent=True)
    alarm, plain = notices_of(cast.chief)
    assert [row.adapter for row in deliveries_of(plain)] == ["console"]
    assert [row.adapter for row in deliveries_of(alarm)] == ["console", "sms"]


def test_without_adapters_the_bell_is_enough(cast, settings):
    settings.NOTICE_ADAPTERS = []
    tell(cast, cast.chief)
    assert deliveries_of(notices_of(cast.chief)[0]) == []


def test_telling_twenty_people_costs_as_much_as_telling_one(cast, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        tell(cast, cast.chief, cast.deputy, cast.desk, cast.officer, cast.auxiliary, cast.guard)


def test_pages_and_worker_hear_of_it_after_the_commit(cast, monkeypatch, django_capture_on_commit_callbacks):
    heard, sent = [], []
    monkeypatch.setattr(live, "_publish", lambda station_id, topics: heard.append((station_id, topics)))
    monkeypatch.setattr(queue, "publish", lambda task, *args: sent.append((task, args)))
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        tell(cast, cast.chief, cast.desk)
        assert heard == sent == []
    mine = sorted([live.mine(cast.chief.user_id), live.mine(cast.desk.user_id)])
    assert [(station, sorted(topics)) for station, topics in heard] == [(cast.station.pk, mine)]
    ids = sorted(notice.pk for person in (cast.chief, cast.desk) for notice in notices_of(person))
    assert sent == [("stations.notices.deliver", (ids,))]


# Delivering


def told(cast, person, **fields):
    tell(cast, person, **fields)
    return notices_of(person)[0]


def test_a_delivery_is_done_when_the_adapter_took_it(cast, postman):
    notice = told(cast, cast.chief, url="/duty/", number="7")
    assert deliveries_of(notice)[0].finished_at is None
    assert actions.deliver(notice_ids=[notice.pk]) == 1
    (row,) = deliveries_of(notice)
    assert row.state == "done" and row.finished_at and row.attempts == 1 and row.error == ""
    (message,) = postman.taken
    assert (message.text, message.url) == ("Note 7", "http://127.0.0.1:8000/duty/")


def test_a_message_that_comes_twice_delivers_once(cast, postman):
    notice = told(cast, cast.chief)
    for _time in range(3):
        actions.deliver(notice_ids=[notice.pk])
        actions.sweep()
    assert len(postman.taken) == 1


def test_an_adapter_that_fails_is_tried_again_later_and_only_then(cast, postman):
    notice = told(cast, cast.chief)
    postman.broken = DOWN
    assert actions.deliver(notice_ids=[notice.pk]) == 0
    assert actions.sweep() == 0
    (row,) = deliveries_of(notice)
    assert (row.state, row.attempts, row.error, row.finished_at) == ("queued", 1, "HTTP 503", None)
    postman.broken = None
    later(minutes=1)
    assert actions.sweep() == 1
    assert deliveries_of(notice)[0].state == "done"
    assert len(postman.taken) == 1


def test_an_adapter_that_breaks_is_no_different(cast, postman):
    notice = told(cast, cast.chief)
    postman.broken = ZeroDivisionError("secret 13800000000")
    actions.sweep()
    (row,) = deliveries_of(notice)
    assert (row.state, row.error) == ("queued", "ZeroDivisionError")


def test_after_the_last_try_it_is_given_up_where_it_can_be_seen(cast, postman, caplog):
    notice = told(cast, cast.chief)
    postman.broken = DOWN
    for _time in range(rules.MOST_ATTEMPTS + 3):
        actions.sweep()
        later(days=1)
    (row,) = deliveries_of(notice)
    assert (row.state, row.attempts, row.error) == ("given_up", rules.MOST_ATTEMPTS, "HTTP 503")
    assert postman.asked == rules.MOST_ATTEMPTS
    assert "given up" in caplog.text


def test_what_can_never_arrive_is_given_up_at_once(cast, postman):
    notice = told(cast, cast.chief)
    postman.broken = Hopeless("no phone number")
    actions.sweep()
    assert [(row.state, row.error) for row in deliveries_of(notice)] == [("given_up", "no phone number")]


def test_a_dead_adapter_is_asked_once_a_sweep_and_holds_no_other_up(cast, postman, settings):
    settings.NOTICE_ADAPTERS = ["post", "console"]
    people = [cast.chief, cast.desk, cast.officer]
    tell(cast, *people)
    postman.broken = DOWN
    assert actions.sweep() == 3
    assert postman.asked == 1


def test_urgent_ones_go_first(cast, postman):
    tell(cast, cast.chief, key="plain", number="1")
    tell(cast, cast.chief, key="alarm", kind="test.alarm", urgent=True, number="2")
    actions.sweep()
    assert [message.text for message in postman.taken] == ["Alarm 2", "Note 1"]


def test_a_try_that_was_cut_off_is_taken_up_after_its_lease(cast, postman):
    notice = told(cast, cast.chief)
    postman.broken = SystemExit()
    with pytest.raises(SystemExit):
        actions.deliver(notice_ids=[notice.pk])
    postman.broken = None
    assert actions.sweep() == 0
    later(minutes=2, seconds=1)
    assert actions.sweep() == 1
    assert [(row.state, row.attempts) for row in deliveries_of(notice)] == [("done", 2)]


def test_workers_that_die_each_time_do_not_try_for_ever(cast, postman):
    notice = told(cast, cast.chief)
    postman.broken = SystemExit()
    for _time in range(rules.MOST_ATTEMPTS):
        with pytest.raises(SystemExit):
            actions.sweep()
        later(minutes=3)
    actions.sweep()
    assert [(row.state, row.error) for row in deliveries_of(notice)] == [("given_up", "broke off")]


def test_of_two_tries_that_overlap_only_one_is_noted(cast, postman, monkeypatch):
    notice = told(cast, cast.chief)
    tries = []

    def slow(message):
        tries.append(message)
        if len(tries) == 1:
            # The first try outlives its lease: meanwhile a second one delivers.
            later(minutes=3)
            assert actions.sweep() == 1

    monkeypatch.setitem(adapters.ADAPTERS, "post", slow)
    assert actions.deliver(notice_ids=[notice.pk]) == 0
    (row,) = deliveries_of(notice)
    assert (row.state, row.attempts, len(tries)) == ("done", 2, 2)


def test_words_are_in_the_recipients_language(cast, postman):
    cast.chief.user.language = "en"
    cast.chief.user.save()
    tell(cast, cast.chief, kind="test.grade", grade="2")
    actions.sweep()
    assert postman.taken[0].text == "second"


# Reading


def test_reading_is_noted_once_and_my_other_pages_hear(cast, in_one, monkeypatch, django_capture_on_commit_callbacks):
    heard = []
    monkeypatch.setattr(live, "_publish", lambda station_id, topics: heard.append(topics))
    notice, now = make_notice(cast.chief), timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        for hours in (0, 1):
            read = actions.read(notice=notice, actor=cast.chief.user, at=now + timedelta(hours=hours))
    assert read.read_at == now
    assert heard == [(live.mine(cast.chief.user_id),)]


def test_nobody_reads_for_others(cast, in_one):
    with pytest.raises(Notice.DoesNotExist):
        actions.read(notice=make_notice(cast.chief), actor=cast.desk.user, at=timezone.now())


def test_confirming_an_alarm_is_in_the_day_book_reading_a_note_is_not(cast, in_one):
    note, alarm = make_notice(cast.chief), make_notice(cast.chief, "test.alarm", urgent=True)
    for notice in (note, alarm):
        actions.read(notice=notice, actor=cast.chief.user, at=timezone.now())
    (entry,) = Entry.objects.filter(verb="notice.confirmed")
    assert (entry.subject_id, entry.data) == (alarm.pk, {"kind": "test.alarm"})


def test_reading_all_leaves_what_arrived_meanwhile(cast, in_one):
    shown, meanwhile, others = make_notice(cast.chief), make_notice(cast.chief), make_notice(cast.desk)
    asked = {"actor": cast.chief.user, "station": cast.station, "until": shown.pk, "at": timezone.now()}
    assert actions.read_all(**asked) == 1
    assert actions.read_all(**asked) == 0
    assert set(Notice.objects.unread()) == {meanwhile, others}


def test_what_was_read_half_a_year_ago_is_forgotten(cast, in_one):
    now = timezone.now()
    old, recent = now - rules.KEPT - timedelta(hours=1), now - rules.KEPT + timedelta(hours=1)
    make_notice(cast.chief, read_at=old)
    kept = [make_notice(cast.chief, read_at=recent), make_notice(cast.chief)]
    assert actions.forget_read(at=now) == 1
    assert actions.forget_read(at=now) == 0
    assert set(Notice.objects.all()) == set(kept)


def test_an_alarm_is_not_pushed_out_by_a_hundred_notices(cast):
    tell(cast, cast.officer, key="alarm", urgent=True)
    for number in range(MOST_COUNTED):
        tell(cast, cast.officer, key=f"n{number}")
    with in_station(cast.station):
        bell = bell_of(cast.officer.user, timezone.now())
    assert (bell.shown, len(bell.alarms)) == ("99+", 1)
