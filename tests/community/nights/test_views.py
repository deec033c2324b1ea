"""Every page as owner and as stranger; lists and pages in a fixed number of queries; the phone in one tap."""

import datetime
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from community.groups.models import WatchGroup
from community.nights import codes, rules
from community.nights.models import NightChoice, NightPatrol, NightPlace, NightRequest, NightSeat
from community.nights.readings import possible_leaders
from community.nights.words import State
from stations.notices.models import Notice
from tests.factories import client_of, make_community_post, make_officer, make_person
from tests.factories.community import make_enrolment, make_group_lead, make_member, make_watch_group
from tests.factories.nights import HOUR, LAT, LNG, make_key_place, make_night, make_request, make_seat
from tests.factories.patrols import make_guard, make_squad

pytestmark = pytest.mark.django_db
OFFICE = ("night-patrols", "night-week", "nights-tonight")


def queries(client, path) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len(found)


class TestTheOffice:
    def test_the_staff_see_lists_and_one_patrol(self, night):
        desk = client_of(make_officer(night.station).user)
        for name in OFFICE:
            assert desk.get(reverse(name)).status_code == 200
        assert desk.get(night.patrol.get_absolute_url()).status_code == 200

    def test_members_and_strangers_are_told_why(self, night):
        for person in (night.members[0].user, make_person(night.station)):
            for name in OFFICE:
                assert client_of(person).get(reverse(name)).status_code == 403

    def test_another_stations_patrol_does_not_exist(self, night):
        other = client_of(night.cast.chief2)
        for name in ("night-patrol", "night-patrol-edit", "night-cancel", "night-poster", "night-leader"):
            assert other.get(reverse(name, args=[night.patrol.pk])).status_code == 404
        assert other.post(reverse("night-verb", args=[night.patrol.pk, "call"])).status_code == 404

    def test_an_officer_of_another_community_reads_and_changes_nothing(self, night):
        other = client_of(make_officer(night.station).user)
        page = other.get(night.patrol.get_absolute_url()).content.decode()
        assert reverse("night-cancel", args=[night.patrol.pk]) not in page
        assert other.post(reverse("night-cancel", args=[night.patrol.pk]), {"cause": "few"}).status_code == 403

    def test_planning_copies_last_week_and_keeps_the_order_of_places(self, night):
        first = make_key_place(night.station, "甲", lng=116.401)
        second = make_key_place(night.station, "乙", lng=116.4005)
        office = client_of(night.beat.user)
        told = {
            "community": night.community.pk, "night": timezone.localdate() + datetime.timedelta(days=5),
            "begins": "22:30", "ends": "00:30", "meeting_place": "东口", "point": "39.9, 116.4",
            "officer": night.beat.pk, "want_any": 4, f"want_{night.guards.pk}": 2, "places": [first.pk, second.pk],
        }  # fmt: skip
        answer = office.post(reverse("night-patrol-new"), told)
        assert answer.status_code == 302, answer.context["form"].errors
        made = NightPatrol.objects.latest("pk")
        assert (made.ends_at - made.starts_at, made.duty_date) == (2 * HOUR, told["night"])
        assert [place.spot for place in made.places.order_by("seq")] == [second, first]
        assert sum(row.count for row in made.wanted.all()) == 6
        copy = office.get(f"{reverse('night-patrol-new')}?copy={made.pk}").content.decode()
        assert str(told["night"] + datetime.timedelta(days=7)) in copy and "东口" in copy

    def test_a_patrol_after_midnight_belongs_to_the_evening_and_meets_at_its_first_place(self, night):
        spot, day = make_key_place(night.station), timezone.localdate() + datetime.timedelta(days=5)
        office = client_of(night.beat.user)
        told = {
            "community": night.community.pk, "night": day, "begins": "00:30", "ends": "02:00", "want_any": 4,
            "meeting_place": "东口", "officer": night.beat.pk,
        }  # fmt: skip
        refused = office.post(reverse("night-patrol-new"), told)
        assert "point" in refused.context["form"].errors
        assert office.post(reverse("night-patrol-new"), told | {"places": [spot.pk]}).status_code == 302
        past = told | {"night": day - datetime.timedelta(days=9), "places": [spot.pk]}
        assert office.post(reverse("night-patrol-new"), past).status_code == 400
        made = NightPatrol.objects.latest("pk")
        begins = timezone.localtime(made.starts_at)
        assert (made.duty_date, begins.date() - day, made.lat) == (day, datetime.timedelta(days=1), spot.lat)
        form = office.get(reverse("night-patrol-edit", args=[made.pk])).context["form"]
        assert (form.initial["night"], form.initial["begins"]) == (day, datetime.time(0, 30))

    def test_whoever_can_lead_is_told_apart_and_ones_own_community_comes_first(self, night):
        one, two = (make_member(night.group, name="李桂兰") for _number in range(2))
        away = make_member(night.far, name="李桂兰")
        for member in (one, two):
            make_seat(night.patrol, member)
        make_group_lead(night.group, night.members[0])
        make_group_lead(night.far, away)
        everywhere = make_watch_group(night.station, None, "全所小组")
        WatchGroup.objects.filter(pk=everywhere.pk).update(code="0")
        make_group_lead(everywhere, night.members[2])
        squad = make_squad(night.station, name="巡逻一队")
        make_guard(squad, "吴超")
        choices = dict(possible_leaders(night.patrol, [night.elsewhere.pk, night.community.pk], timezone.localdate()))
        helpers, leads, officers, guards = choices.values()
        number = one.user.username.partition("@")[0]
        assert [words for pk, words in helpers if pk == one.user_id] == [f"李桂兰 · 楼门长组（{number}）"]
        assert [words for _pk, words in leads] == ["成员甲 · 楼门长组", "李桂兰 · 远处小组", "成员丙 · 全所小组"]
        assert [pk for pk, _words in officers] == [night.beat.user_id] and night.beat.police_no in officers[0][1]
        assert [words for _pk, words in guards] == ["吴超 · 巡逻一队"]
        labels = [words for rows in choices.values() for _pk, words in rows]
        assert len(set(labels)) == len(labels)

    def test_the_leaders_cost_the_same_with_more_squads(self, night):
        path = reverse("night-leader", args=[night.patrol.pk])
        desk, squad = client_of(night.beat.user), make_squad(night.station)
        make_guard(squad)
        desk.get(path)
        before = queries(desk, path)
        for _number in range(3):
            make_guard(make_squad(night.station))
        assert queries(desk, path) == before

    def test_the_plan_offers_what_belongs_to_ones_own_community(self, night):
        here = make_key_place(night.station, "东门", community=night.community)
        make_key_place(night.station, "远门", community=night.elsewhere)
        page = client_of(night.beat.user).get(reverse("night-patrol-new"))
        form = page.context["form"]
        assert [pk for pk, _words in form.fields["places"].choices] == [here.pk]
        assert form.initial["officer"] == night.beat
        assert "---------" not in page.content.decode() and 'value="东门"' in page.content.decode()
        office = client_of(night.cast.chief).get(reverse("night-patrol-new")).context["form"]
        assert [str(group["label"]) for group in office.place_groups] == ["东社区", "远社区"]
        assert office.initial["officer"] is None

    def test_only_community_officers_are_the_b_role(self, night):
        mate = make_officer(night.station, "社区民警乙")
        make_community_post(night.community, mate, "B")
        other = make_officer(night.station, "户籍民警")
        form = client_of(night.beat.user).get(reverse("night-patrol-new")).context["form"]
        assert set(form.fields["deputy"].queryset) == {night.beat, mate}
        officers = list(form.fields["officer"].queryset)
        assert set(officers[:2]) == {night.beat, mate} and other in officers[2:]

    def test_a_key_place_to_meet_at_brings_its_position(self, night):
        spot = make_key_place(night.station, "东门", lat=LAT + 0.01, community=night.community)
        told = {
            "community": night.community.pk, "night": timezone.localdate() + datetime.timedelta(days=5),
            "begins": "20:00", "ends": "22:00", "want_any": 4, "meeting_place": "东门", "officer": night.beat.pk,
        }  # fmt: skip
        office = client_of(night.beat.user)
        assert office.post(reverse("night-patrol-new"), told).status_code == 302
        made = NightPatrol.objects.latest("pk")
        assert (made.lat, made.lng) == (spot.lat, spot.lng)
        other = make_key_place(night.station, "西门", lng=LNG + 0.01, community=night.community)
        moved = told | {"meeting_place": "西门", "point": f"{spot.lat:.6f}, {spot.lng:.6f}"}
        assert office.post(reverse("night-patrol-edit", args=[made.pk]), moved).status_code == 302
        made = NightPatrol.objects.get(pk=made.pk)
        assert (made.lat, made.lng) == (other.lat, other.lng)
        typed = moved | {"meeting_place": "东门", "point": "39.905, 116.405"}
        office.post(reverse("night-patrol-edit", args=[made.pk]), typed)
        assert NightPatrol.objects.get(pk=made.pk).lat == 39.905

    def test_who_no_longer_leads_is_told_each_time(self, night):
        first, second = (member.user for member in night.members[:2])
        office, path = client_of(night.beat.user), reverse("night-leader", args=[night.patrol.pk])
        for person in (first, first, second, first):
            assert office.post(path, {"leader": person.pk}).status_code == 400, "no helper yet"
        for member in night.members[:2]:
            make_seat(night.patrol, member)
        for person in (first, first, second, first):
            assert office.post(path, {"leader": person.pk}).status_code == 302
        told = [
            (row.recipient, row.kind)
            for row in Notice.objects.filter(kind__in=["night.leads", "night.replaced"]).select_related("recipient")
            .order_by("pk")
        ]  # fmt: skip
        assert told == [
            (first, "night.leads"), (first, "night.replaced"), (second, "night.leads"),
            (second, "night.replaced"), (first, "night.leads"),
        ]  # fmt: skip

    def test_days_beyond_the_calendar_show_this_week(self, night):
        desk = client_of(night.beat.user)
        for path in (f"{reverse('night-week')}?day=9999-12-31", f"{reverse('nights-tonight')}?date=0001-01-01"):
            assert desk.get(path).status_code == 200

    def test_places_change_places(self, night):
        spots = [make_key_place(night.station) for _number in range(2)]
        patrol = make_night(night.community, night.beat, places=spots)
        path = reverse("night-place-move", args=[patrol.places.get(seq=1).pk])
        client_of(night.beat.user).post(path, {"verb": "later"})
        assert [place.spot for place in patrol.places.order_by("seq")] == spots[::-1]

    def test_calling_and_calling_off(self, night):
        patrol = make_night(night.community, night.beat, state=State.PLANNED)
        officer = client_of(night.beat.user)
        officer.post(reverse("night-verb", args=[patrol.pk, "call"]))
        assert NightPatrol.objects.get(pk=patrol.pk).state == State.CALLED
        officer.post(reverse("night-cancel", args=[patrol.pk]), {"cause": "weather", "words": "大风"})
        assert NightPatrol.objects.get(pk=patrol.pk).cause == "weather"

    def test_an_unknown_verb_is_404(self, night):
        assert client_of(night.beat.user).post(f"/community/nights/{night.patrol.pk}/explode/").status_code == 404

    def test_the_sheet_to_pin_up_names_nobody(self, night):
        NightPatrol.objects.filter(pk=night.patrol.pk).update(leader=night.members[0].user)
        make_seat(night.patrol, night.members[1])
        spot = make_key_place(night.station, "酒吧街")
        NightPlace.objects.create(station=night.station, patrol=night.patrol, spot=spot, seq=1)
        answer = client_of(night.beat.user).get(reverse("night-poster", args=[night.patrol.pk]))
        sheet = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
        assert night.community.name in sheet
        assert not [member for member in night.members if member.user.name in sheet] and "酒吧街" not in sheet

    def test_lists_and_pages_cost_the_same_with_three_rows(self, night):
        desk, patrol = client_of(night.beat.user), make_night(night.community, night.beat, places=[
            make_key_place(night.station) for _number in range(1)])  # fmt: skip
        make_seat(patrol, night.members[0])
        paths = [reverse(name) for name in OFFICE] + [patrol.get_absolute_url()]
        [desk.get(path) for path in paths]
        before = [queries(desk, path) for path in paths]
        for number in range(2):
            make_night(night.community, night.beat, places=[make_key_place(night.station)])
            make_seat(patrol, night.members[number + 1])
        assert [queries(desk, path) for path in paths] == before

    def test_the_export_names_no_helper(self, night):
        make_seat(night.patrol, night.members[0])
        sheet = client_of(night.beat.user).get(f"{reverse('night-patrols')}?format=csv").content.decode()
        assert night.community.name in sheet and night.members[0].user.name not in sheet

    def test_the_settings_are_the_offices(self, night):
        told = {"wave_size": 5, "wave_minutes": 60, "reach_metres": 900, "rest_nights": 2, "least_minutes": 60,
                "longest_hours": 3, "early_minutes": 20, "least_present": 2, "keep_days": 20}  # fmt: skip
        assert client_of(night.beat.user).get(reverse("night-settings")).status_code == 403
        assert client_of(night.office.user).post(reverse("night-settings"), told).status_code == 302
        page = client_of(night.office.user).get(reverse("night-settings")).content.decode()
        assert 'value="900"' in page


class TestThePhone:
    def test_plans_and_what_others_walked_do_not_exist_for_members_and_guards(self, night):
        planned = make_night(night.community, night.beat, state=State.PLANNED)
        walked = make_night(night.community, night.beat, state=State.CONFIRMED, hours=2, confirmed_by=night.beat.user,
                            confirmed_at=timezone.now())  # fmt: skip
        guard = make_person(night.station, "保安甲")
        NightPatrol.objects.filter(pk=night.patrol.pk).update(leader=guard)
        for phone in (client_of(night.members[0].user), client_of(guard)):
            assert phone.get(reverse("my-night", args=[night.patrol.pk])).status_code == 200
            for patrol in (planned, walked):
                assert phone.get(reverse("my-night", args=[patrol.pk])).status_code == 404
        make_seat(walked, night.members[0], present=True)
        assert client_of(night.members[0].user).get(reverse("my-night", args=[walked.pk])).status_code == 200

    def test_a_request_is_answered_in_one_tap(self, night):
        make_request(night.patrol, night.members[0])
        phone = client_of(night.members[0].user)
        page = phone.get(reverse("my-nights")).content.decode()
        assert page.index(reverse("my-night-accept", args=[night.patrol.pk])) > 0
        phone.post(reverse("my-night-accept", args=[night.patrol.pk]))
        assert NightSeat.objects.get().state == "taken"

    def test_a_no_lays_the_request_aside(self, night):
        make_request(night.patrol, night.members[0])
        phone = client_of(night.members[0].user)
        phone.post(reverse("my-night-decline", args=[night.patrol.pk]))
        assert NightRequest.objects.get().declined
        page = phone.get(reverse("my-nights")).content.decode()
        assert reverse("my-night-decline", args=[night.patrol.pk]) not in page

    def test_never_is_one_tap_and_can_be_taken_back(self, night):
        make_request(night.patrol, night.members[0])
        phone = client_of(night.members[0].user)
        phone.post(reverse("my-night-never", args=[night.patrol.pk]))
        assert NightChoice.objects.get().never
        phone.post(reverse("my-night-choices"), {"quiet_from": "21:00", "quiet_until": "08:00"})
        choice = NightChoice.objects.get()
        assert (choice.never, choice.quiet_from) == (False, datetime.time(21))

    def test_far_patrols_are_not_offered(self, night):
        far = make_member(night.far)
        assert "东社区" not in client_of(far.user).get(reverse("my-nights")).content.decode()
        assert "东社区" in client_of(night.members[0].user).get(reverse("my-nights")).content.decode()

    def test_nobody_but_confirmed_members_and_leaders_gets_in(self, night):
        make_enrolment(night.group)
        lapsed = make_member(night.group, state="lapsed")
        for person in (lapsed.user, make_person(night.station)):
            assert client_of(person).get(reverse("my-nights")).status_code == 403
            assert client_of(person).post(reverse("my-night-accept", args=[night.patrol.pk])).status_code == 403
        guard = make_person(night.station, "保安甲")
        NightPatrol.objects.filter(pk=night.patrol.pk).update(leader=guard)
        assert client_of(guard).get(reverse("my-nights")).status_code == 200
        assert client_of(guard).get(reverse("night-lead", args=[night.patrol.pk])).status_code == 200

    def test_the_scanned_code_and_the_typed_digits_note_somebody_as_present(self, night):
        patrol = make_night(night.community, night.beat, timezone.now() + HOUR / 4)
        digits = codes.shown(patrol, timezone.now())
        first, second = (client_of(member.user) for member in night.members[:2])
        path = reverse("my-night-here", args=[patrol.pk, digits])
        assert first.get(path).status_code == 200
        first.post(path)
        second.post(reverse("my-night-digits", args=[patrol.pk]), {"code": f"{digits[:3]} {digits[3:]}"})
        second.post(reverse("my-night-digits", args=[patrol.pk]), {"code": "abc"})
        assert sorted(NightSeat.objects.values_list("present_how", flat=True)) == ["scan", "typed"]

    def test_the_leaders_page_is_for_the_leader_and_the_officers(self, night):
        NightPatrol.objects.filter(pk=night.patrol.pk).update(leader=night.members[0].user)
        path = reverse("night-lead", args=[night.patrol.pk])
        assert client_of(night.members[0].user).get(path).status_code == 200
        assert client_of(night.beat.user).get(path).status_code == 200
        assert client_of(night.members[1].user).get(path).status_code == 403
        assert client_of(make_officer(night.station).user).get(path).status_code == 403
        assert client_of(night.cast.chief2).get(path).status_code == 404

    def test_the_leader_begins_ticks_and_reports(self, night):
        spot, now = make_key_place(night.station), timezone.now()
        patrol = make_night(night.community, night.beat, now, places=[spot], leader=night.members[0].user)
        for member in night.members[1:3]:
            make_seat(patrol, member, present=True)
        phone, pk = client_of(night.members[0].user), patrol.pk
        phone.post(reverse("night-lead-begin", args=[pk]))
        phone.post(reverse("night-place", args=[patrol.places.get().pk]), {"lat": "x", "lng": "116.4"})
        assert phone.get(reverse("night-lead", args=[pk])).status_code == 200
        answer = phone.post(reverse("night-lead-report", args=[pk]), {"hours": "2", "findings": "0", "report": ""})
        assert answer.status_code == 302
        patrol = NightPatrol.objects.get(pk=pk)
        assert (patrol.state, patrol.places.get().touched_at is None) == (State.FINISHED, False)

    def test_days_before_the_leader_reads_who_comes_and_from_when_on_they_sign_in(self, night):
        NightPatrol.objects.filter(pk=night.patrol.pk).update(leader=night.members[0].user)
        make_seat(night.patrol, night.members[1])
        page = client_of(night.members[0].user).get(reverse("night-lead", args=[night.patrol.pk]))
        opens = timezone.localtime(night.patrol.starts_at - HOUR / 2)
        words = page.content.decode()
        assert page.context["early"] and words.count(f"{opens:%m-%d %H:%M}") == 1
        assert night.members[1].user.name in words and "nt-code" not in words
        assert reverse("night-lead-tick", args=[night.patrol.pk]) not in words
        over = make_night(night.community, night.beat, timezone.now() - 3 * HOUR, leader=night.members[0].user)
        page = client_of(night.members[0].user).get(reverse("night-lead", args=[over.pk]))
        assert not page.context["early"] and str(page.context["not_now"]) == str(rules.OVER)

    def test_nobody_reads_who_did_not_come(self, night):
        patrol = make_night(
            night.community, night.beat, timezone.now() - 3 * HOUR, state=State.FINISHED, hours=2,
            leader=night.members[0].user,
        )  # fmt: skip
        make_seat(patrol, night.members[1], present=True)
        make_seat(patrol, night.members[2])
        for page in (
            client_of(night.beat.user).get(patrol.get_absolute_url()),
            client_of(night.members[0].user).get(reverse("night-lead", args=[patrol.pk])),
        ):
            assert night.members[1].user.name in page.content.decode()
            assert night.members[2].user.name not in page.content.decode()

    def test_the_phone_costs_the_same_with_more_patrols(self, night):
        phone = client_of(night.members[0].user)
        make_request(night.patrol, night.members[0])
        phone.get(reverse("my-nights"))
        before = queries(phone, reverse("my-nights"))
        for number in range(3):
            make_night(night.community, night.beat, night.patrol.starts_at + number * HOUR)
        assert queries(phone, reverse("my-nights")) == before
