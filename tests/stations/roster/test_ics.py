"""The calendar feed: stable, private, dead when it should be."""

import datetime

from icalendar import Calendar

from stations.organisation.models import Officer
from stations.roster import ics
from stations.roster.models import Duty

DAY = datetime.timedelta(days=1)


def events(officer, running):
    feed = Calendar.from_ical(ics.calendar(officer, ics.duties_of(officer, running), "example.test"))
    return [part for part in feed.walk("VEVENT")]


def test_it_holds_the_working_days_and_nothing_else(rotation, running, officer):
    span = (running - 30 * DAY, running + 90 * DAY)
    wanted = Duty.objects.filter(officer=officer, date__range=span).working().count()
    assert len(events(officer, running)) == wanted > 0


def test_ids_stay_the_same(rotation, running, officer):
    first = [str(event["uid"]) for event in events(officer, running)]
    assert first == [str(event["uid"]) for event in events(officer, running)]
    assert len(set(first)) == len(first)


def test_it_names_nobody_else(rotation, running, officer):
    text = ics.calendar(officer, ics.duties_of(officer, running), "example.test").decode()
    others = Officer.objects.exclude(pk=officer.pk).select_related("user")
    assert not [other.user.name for other in others if other.user.name in text]


def test_only_the_fingerprint_is_kept(rotation, officer):
    token = ics.renew(officer=officer, actor=officer.user)
    assert ics.owner_of(token) == officer
    assert ics.owner_of(token + "x") is None and ics.owner_of("") is None


def test_who_left_the_station_has_no_feed(rotation, officer):
    token = ics.renew(officer=officer, actor=officer.user)
    Officer.objects.filter(pk=officer.pk).update(standing="left")
    assert ics.owner_of(token) is None
