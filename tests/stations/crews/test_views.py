"""The day sheet of crews, one crew, patterns, things and rounds: who opens them, and what a tap does."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from stations.crews.models import Asset, Crew, CrewPattern, Layer, VideoRound
from stations.organisation.models import Post
from stations.roster import actions as roster
from tests.factories import client_of, lead, make_crew, make_officer, make_station, make_team
from tests.stations.crews.conftest import DAY, crew_of, people_of

HOUR = datetime.timedelta(hours=1)
DAY_ONE = datetime.date(2026, 1, 1)


@pytest.fixture
def browser(rotation):
    """The station chief's browser."""
    return client_of(rotation.chief)


@pytest.fixture
def member(rotation):
    """The browser of an ordinary officer of the case team."""
    return client_of(rotation.officers["case", 0][0])


def sheet(browser, day) -> str:
    return browser.get(reverse("crews"), {"date": f"{day:%Y-%m-%d}"}).content.decode()


def place(browser, day, pick: str, to) -> str:
    data = {"date": f"{day:%Y-%m-%d}", "pick": pick, "to": to}
    return browser.post(reverse("crews-place"), data, follow=True).content.decode()


def test_the_sheet_shows_2_x_and_n(browser, crews, tomorrow):
    page = sheet(browser, tomorrow)
    for name in ("一级车组1", "一级车组2", "社区警务1队社区二级车组", "视频巡控", "社区警务1队警务室"):
        assert name in page
    assert "<b>2</b>" in page and "<b>X</b>" in page and "<b>N</b>" in page


def test_who_may_not_set_crews_sees_no_handles(member, browser, crews, tomorrow):
    assert 'name="pick"' in sheet(browser, tomorrow)
    page = sheet(member, tomorrow)
    assert 'name="pick"' not in page and 'value="restore"' not in page


def test_a_gap_is_loud(browser, crews, tomorrow):
    crew_of(Layer.FIRST, tomorrow).members.all().delete()
    page = sheet(browser, tomorrow)
    assert "cr-gap fg-tone-danger" in page


def test_a_tap_puts_an_officer_on_moves_and_takes_off(browser, crews, tomorrow):
    one, two = crew_of(Layer.FIRST, tomorrow), crew_of(Layer.FIRST, tomorrow, 3)
    moved = one.members.first()
    place(browser, tomorrow, f"m{moved.pk}", two.pk)
    assert moved.officer_id in people_of(two)
    again = two.members.get(officer=moved.officer_id)
    place(browser, tomorrow, f"m{again.pk}", "tray")
    assert moved.officer_id not in people_of(two)
    place(browser, tomorrow, f"o{moved.officer_id}", one.pk)
    assert moved.officer_id in people_of(one)


def test_a_tap_the_rules_refuse_says_why(browser, crews, tomorrow, rotation):
    one, two = crew_of(Layer.FIRST, tomorrow), crew_of(Layer.FIRST, tomorrow, 3)
    page = place(browser, tomorrow, f"o{one.members.first().officer_id}", two.pk)
    assert len(people_of(two)) == 2 and "fg-tone-danger" in page
    mine = f"m{one.members.first().pk}"
    for pick, to in (("", one.pk), ("x1", one.pk), ("o1x", one.pk), (mine, ""), (mine, "x")):
        assert "fg-tone-danger" in place(browser, tomorrow, pick, to)
    assert len(people_of(one)) == 2


def test_a_tap_on_another_stations_crew_is_404(browser, crews, tomorrow):
    other = make_crew(make_station("XX"))
    data = {"date": f"{tomorrow:%Y-%m-%d}", "pick": f"m{crews[0].members.first().pk}", "to": other.pk}
    assert browser.post(reverse("crews-place"), data).status_code == 404
    assert browser.get(reverse("crew", args=[other.pk])).status_code == 404
    assert browser.get(reverse("crew", args=[crews[0].pk])).status_code == 200


def test_a_stranger_may_not_tap(member, crews, tomorrow):
    data = {"date": f"{tomorrow:%Y-%m-%d}", "pick": f"m{crews[0].members.first().pk}", "to": "tray"}
    assert member.post(reverse("crews-place"), data).status_code == 403


def test_a_team_leader_sets_only_the_crew_of_the_own_community(rotation, crews, tomorrow):
    sergeant = make_officer(rotation.station, post=Post.SERGEANT, team=rotation.teams["community1"])
    lead(rotation.teams["community1"], sergeant, role="deputy")
    browser = client_of(sergeant)
    mine = next(
        crew for crew in crews if crew.layer == Layer.SECOND and crew.community.name.startswith("社区警务1队")
    )
    theirs = next(crew for crew in crews if crew.layer == Layer.FIRST)
    gone = mine.members.first()
    place(browser, tomorrow, f"m{gone.pk}", "tray")
    assert gone.officer_id not in people_of(mine)
    data = {"date": f"{tomorrow:%Y-%m-%d}", "pick": f"m{theirs.members.first().pk}", "to": "tray"}
    assert browser.post(reverse("crews-place"), data).status_code == 403


def test_a_day_without_crews_offers_to_make_them(browser, member, tomorrow):
    assert 'value="prepare"' in sheet(browser, tomorrow)
    assert 'value="prepare"' not in sheet(member, tomorrow)
    browser.post(reverse("crews-day"), {"date": f"{tomorrow:%Y-%m-%d}", "verb": "prepare"})
    assert Crew.objects.on(tomorrow).exists()


def test_a_station_without_patterns_is_offered_the_default(browser, tomorrow):
    CrewPattern.objects.all().delete()
    assert reverse("crew-defaults") in sheet(browser, tomorrow)
    browser.post(reverse("crew-defaults"))
    assert CrewPattern.objects.filter(layer=Layer.FIRST, count=2).exists()


def test_the_whole_day_goes_back_to_the_default(browser, crews, tomorrow):
    crew = crew_of(Layer.FIRST, tomorrow)
    place(browser, tomorrow, f"m{crew.members.first().pk}", "tray")
    browser.post(reverse("crews-day"), {"date": f"{tomorrow:%Y-%m-%d}", "verb": "restore"})
    assert len(people_of(crew)) == 2


@pytest.mark.parametrize("number", [1, 3])
def test_the_sheet_costs_the_same_whatever_the_number_of_crews(
    browser, crews, tomorrow, number, django_assert_max_num_queries
):
    keep = [crew.pk for crew in crews[:number]]
    Crew.objects.exclude(pk__in=keep).delete()
    with django_assert_max_num_queries(32):
        sheet(browser, tomorrow)


# -- one crew ----------------------------------------------------------------------------------------------------


def test_the_crews_page_names_members_vehicle_and_verbs(browser, crews, tomorrow):
    crew = crew_of(Layer.FIRST, tomorrow)
    page = browser.get(crew.get_absolute_url()).content.decode()
    assert crew.members.first().officer.user.name in page
    assert crew.vehicle.code in page
    assert reverse("crew-remove", args=[crew.pk]) in page


def test_a_crew_is_changed_by_its_form(browser, crews, tomorrow):
    crew = crew_of(Layer.FIRST, tomorrow)
    begin, end = timezone.localtime(crew.starts_at), timezone.localtime(crew.ends_at - HOUR)
    data = {"starts_at": f"{begin:%Y-%m-%dT%H:%M}", "ends_at": f"{end:%Y-%m-%dT%H:%M}", "size": 3, "place": "北门"}
    assert browser.post(reverse("crew-change", args=[crew.pk]), data).status_code == 302
    crew.refresh_from_db()
    assert (crew.size, crew.place, crew.ends_at, crew.vehicle, crew.by_hand) == (3, "北门", end, None, True)


def test_a_form_that_breaks_a_rule_keeps_what_was_typed(browser, crews, tomorrow):
    crew = crew_of(Layer.FIRST, tomorrow)
    begin = timezone.localtime(crew.starts_at)
    data = {"starts_at": f"{begin:%Y-%m-%dT%H:%M}", "ends_at": f"{begin:%Y-%m-%dT%H:%M}", "size": 3, "place": "北门"}
    response = browser.post(reverse("crew-change", args=[crew.pk]), data)
    assert response.status_code == 400 and "北门" in response.content.decode()


def test_a_crew_is_added_by_its_form(browser, crews, tomorrow):
    crew = crew_of(Layer.FIRST, tomorrow)
    begin, end = timezone.localtime(crew.starts_at), timezone.localtime(crew.ends_at)
    data = {"layer": "street", "name": "临时岗", "starts_at": f"{begin:%Y-%m-%dT%H:%M}",
            "ends_at": f"{end:%Y-%m-%dT%H:%M}", "size": 1}  # fmt: skip
    browser.post(f"{reverse('crew-new')}?date={tomorrow:%Y-%m-%d}", data)
    assert Crew.objects.get(name="临时岗").date == tomorrow


def test_the_buttons_of_a_crew(browser, crews, tomorrow):
    crew, other = crew_of(Layer.FIRST, tomorrow), crew_of(Layer.FIRST, tomorrow, 3)
    follower, theirs = crew.members.get(leader=False), other.members.first()
    browser.post(reverse("crew-lead", args=[crew.pk]), {"officer": follower.officer_id, "verb": "lead"})
    assert crew.members.get(leader=True).officer_id == follower.officer_id
    browser.post(reverse("crew-swap", args=[crew.pk]), {"officer": follower.officer_id, "other": theirs.pk})
    assert theirs.officer_id in people_of(crew)
    browser.post(reverse("crew-lead", args=[crew.pk]), {"officer": theirs.officer_id, "verb": "drop"})
    assert theirs.officer_id not in people_of(crew)
    browser.post(reverse("crew-act", args=[crew.pk]), {"verb": "restore"})
    assert len(people_of(crew)) == 2
    assert browser.post(reverse("crew-act", args=[crew.pk]), {"verb": "nonsense"}).status_code == 404
    browser.post(reverse("crew-remove", args=[crew.pk]))
    crew.refresh_from_db()
    assert crew.size == 0


def test_the_list_is_filtered_and_exported(browser, crews, tomorrow):
    url = reverse("crew-list")
    shown = browser.get(url, {"date": f"{tomorrow:%Y-%m-%d}", "layer": "first"}).context["page"].object_list
    assert {crew.layer for crew in shown} == {Layer.FIRST}
    crew_of(Layer.FIRST, tomorrow).members.all().delete()
    page = browser.get(url, {"date": f"{tomorrow:%Y-%m-%d}", "manned": "false"}).content.decode()
    assert page.count(">一级车组1<") == 1
    assert browser.get(url, {"date": f"{tomorrow:%Y-%m-%d}", "format": "csv"})["Content-Type"].startswith("text/csv")


# -- my crew -----------------------------------------------------------------------------------------------------


def test_my_crew_says_where_when_and_with_whom(crews, tomorrow):
    crew = crew_of(Layer.FIRST, tomorrow)
    one, two = [member.officer for member in crew.members.select_related("officer__user")]
    page = client_of(one).get(reverse("my-crew-part")).content.decode()
    assert crew.name in page and two.user.name in page and crew.vehicle.code in page


def test_a_viewer_without_a_profile_has_no_crew(rotation, crews):
    assert client_of(rotation.chief).get(reverse("my-crew-part")).status_code == 200


# -- patterns and things -----------------------------------------------------------------------------------------


def pattern_form(**fields) -> dict:
    values = {
        "name": "机动组", "layer": "first", "per": "station", "count": 1, "role": "secondary",
        "team_kind": "community", "size": 2, "order": 15, "start": "2026-01-01", "starts_1": "20:00", "hours_1": 4,
    }  # fmt: skip
    return values | fields


def test_a_pattern_with_its_bands_is_added_changed_and_ended(browser, tomorrow):
    browser.post(reverse("crew-pattern-new"), pattern_form(starts_2="00:00", hours_2="8"))
    pattern = CrewPattern.objects.get(name="机动组")
    assert [band.starts.hour for band in pattern.bands.all()] == [20, 0]
    browser.post(reverse("crew-pattern", args=[pattern.pk]), pattern_form(size=3))
    pattern.refresh_from_db()
    assert (pattern.size, pattern.bands.count()) == (3, 1)
    browser.post(reverse("crew-pattern-end", args=[pattern.pk]))
    pattern.refresh_from_db()
    assert pattern.end == tomorrow


def test_a_band_beyond_the_handover_is_refused(browser, tomorrow):
    assert browser.post(reverse("crew-pattern-new"), pattern_form(hours_1="13")).status_code == 400
    assert browser.post(reverse("crew-pattern-new"), pattern_form(starts_2="08:00")).status_code == 400
    assert browser.post(reverse("crew-pattern-new"), pattern_form(name="一级车组")).status_code == 400


def test_only_planners_keep_patterns_and_things(member, rotation):
    pattern = CrewPattern.objects.first()
    assert member.get(reverse("crew-patterns")).status_code == 200
    assert member.get(reverse("crew-pattern", args=[pattern.pk])).status_code == 403
    assert member.post(reverse("crew-asset-new"), {}).status_code == 403
    assert member.get(reverse("crew-assets")).status_code == 200


def test_another_stations_pattern_and_thing_are_404(browser):
    other = make_station("XX")
    make_team(other)
    pattern = CrewPattern.objects.create(
        station=other,
        name="组",
        layer="first",
        role="primary",
        team_kind="community",
        start=datetime.date(2026, 1, 1),
    )
    asset = Asset.objects.create(station=other, kind="key", code="1", name="钥匙")
    assert browser.get(reverse("crew-pattern", args=[pattern.pk])).status_code == 404
    assert browser.get(reverse("crew-asset", args=[asset.pk])).status_code == 404


def test_a_thing_is_added_and_put_out_of_use(browser):
    data = {"kind": "key", "code": "K-1", "name": "枪柜钥匙", "quantity": 2, "active": "on"}
    browser.post(reverse("crew-asset-new"), data)
    asset = Asset.objects.get(code="K-1")
    assert browser.post(reverse("crew-asset-new"), data).status_code == 400
    browser.post(reverse("crew-asset", args=[asset.pk]), data | {"active": ""})
    asset.refresh_from_db()
    assert not asset.active
    assert "枪柜钥匙" in browser.get(reverse("crew-assets"), {"q": "枪柜"}).content.decode()


# -- video rounds ------------------------------------------------------------------------------------------------


@pytest.fixture
def patrol(rotation):
    """A video patrol that is out now, and who sits at it."""
    officer = rotation.officers["command", 0][0]
    today = roster.running_day()
    crew = make_crew(rotation.station, officer, layer=Layer.VIDEO, name="视频岗", hours=3, date=today, size=1)
    return crew


def round_form(crew, **fields) -> dict:
    start = timezone.localtime(crew.starts_at)
    values = {
        "crew": crew.pk, "officer": crew.members.first().officer_id, "started_at": f"{start:%Y-%m-%dT%H:%M}",
        "ended_at": f"{timezone.localtime(crew.starts_at + HOUR / 2):%Y-%m-%dT%H:%M}", "area": "前门大街",
    }  # fmt: skip
    return values | fields


def at_minute(crew: Crew) -> Crew:
    """Its times on full minutes, as the browser's control gives them."""
    start = crew.starts_at.replace(second=0, microsecond=0)
    Crew.objects.filter(pk=crew.pk).update(starts_at=start)
    crew.members.update(starts_at=start)
    crew.refresh_from_db()
    return crew


def test_a_round_with_a_finding_is_written_down_once(patrol):
    crew = at_minute(patrol)
    browser = client_of(crew.members.first().officer)
    assert browser.get(reverse("video-round-new")).status_code == 200
    bad = browser.post(reverse("video-round-new"), round_form(crew, found="on"))
    assert bad.status_code == 400
    data = round_form(crew, found="on", findings="占道经营")
    assert browser.post(reverse("video-round-new"), data).status_code == 302
    assert browser.post(reverse("video-round-new"), data).status_code == 400
    assert VideoRound.objects.get().findings == "占道经营"
    page = browser.get(reverse("video-rounds"), {"found": "true"}).content.decode()
    assert "占道经营" in page
    assert "占道经营" in browser.get(crew.get_absolute_url()).content.decode()


def test_who_sits_at_no_screen_writes_down_no_round(patrol, member):
    page = member.get(reverse("video-round-new")).content.decode()
    assert 'name="area"' not in page


def test_the_desk_writes_down_rounds_for_the_patrol(patrol, rotation):
    crew = at_minute(patrol)
    desk = client_of(rotation.desk)
    assert desk.post(reverse("video-round-new"), round_form(crew)).status_code == 302
    assert VideoRound.objects.get().officer_id == crew.members.first().officer_id


def test_past_days_are_shown_but_not_touched(browser, crews, tomorrow):
    past = tomorrow - 2 * DAY
    assert 'value="prepare"' not in sheet(browser, past)
    with_done = browser.post(reverse("crews-day"), {"date": f"{past:%Y-%m-%d}", "verb": "prepare"}, follow=True)
    assert "fg-tone-danger" in with_done.content.decode()
    assert not Crew.objects.on(past).exists()
