"""Pages of areas, routes, checkpoints, signs, displays and streets."""

import io
import json

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from patrols.models import Area, AreaSquad, Checkpoint, CheckpointKeeper, Route, Street
from patrols.routes import points, readings, signs
from patrols.routes.printing import KIND, work
from stations.access.actions import digest, wall_of
from stations.access.models import WallScreen
from stations.files.models import StoredFile
from stations.jobs.models import Job
from stations.kit.scoping import in_station
from stations.places.geometry import metres, wgs_to_gcj
from stations.timeline.models import Entry
from tests.factories import make_person
from tests.factories.patrols import (
    LAT,
    LNG,
    make_area,
    make_checkpoint,
    make_company,
    make_guard,
    make_office_seat,
    make_route,
    make_squad,
)

LINE = {"type": "LineString", "coordinates": [[LNG, LAT], [LNG, LAT + 0.002]]}
BOX = {"type": "Polygon", "coordinates": [[[116.39, 39.89], [116.41, 39.89], [116.41, 39.91], [116.39, 39.89]]]}


@pytest.fixture
def office(cast, client_of):
    """A browser of the patrol office."""
    return client_of(make_office_seat(cast.station))


@pytest.fixture
def route(cast):
    """A route of three points."""
    return make_route(make_area(cast.station))


@pytest.fixture
def point(cast):
    """A checkpoint."""
    return make_checkpoint(make_area(cast.station), "鲜鱼口牌坊", code="D001")


def facts(area, **more) -> dict:
    """The form of a checkpoint filled in."""
    return {
        "code": "D009", "name": "北口", "area": area.pk, "point": f"{LAT}, {LNG}", "radius": 50, "stay_minutes": 0,
    } | more  # fmt: skip


def picture(side: int = 40) -> io.BytesIO:
    """A small photo with a position in it."""
    stream = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "camera"
    Image.new("RGB", (side, side), "red").save(stream, "JPEG", exif=exif)
    stream.seek(0)
    stream.name = "spot.jpg"
    return stream


PAGES = [
    "areas",
    "routes",
    "checkpoints",
    "streets",
    "signs",
    "area-new",
    "route-new",
    "checkpoint-new",
    "street-new",
]


@pytest.mark.parametrize("name", PAGES)
def test_every_list_and_form_opens_empty(office, name):
    assert office.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", ["area", "area-edit", "area-outline", "area-give"])
def test_every_page_of_an_area_opens(office, route, name):
    assert office.get(reverse(name, args=[route.area_id])).status_code == 200


@pytest.mark.parametrize("name", ["route", "route-edit", "route-line"])
def test_every_page_of_a_route_opens(office, route, name):
    assert office.get(reverse(name, args=[route.pk])).status_code == 200


@pytest.mark.parametrize("name", ["checkpoint", "checkpoint-edit", "checkpoint-keeper", "checkpoint-photo"])
def test_every_page_of_a_checkpoint_opens(office, point, name):
    assert office.get(reverse(name, args=[point.pk])).status_code == 200


@pytest.mark.parametrize("name", ["areas", "routes", "checkpoints"])
def test_a_list_takes_the_same_number_of_queries_for_one_row_and_for_many(
    office, cast, name, django_assert_max_num_queries
):
    squad = make_squad(cast.station)
    for _number in range(4):
        guard = make_guard(squad)
        made = make_route(make_area(cast.station, squads=[squad]), points=2)
        with in_station(cast.station):
            for row in readings.points_of(made):
                points.set_keeper(checkpoint=row.checkpoint, guard=guard, start=timezone.localdate(), actor=None)
    with django_assert_max_num_queries(24):
        assert office.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", ["areas", "routes", "checkpoints", "streets"])
def test_every_list_leaves_the_house_as_a_workbook_with_a_record(office, route, cast, name):
    with in_station(cast.station):
        Street.objects.create(station=cast.station, name="鲜鱼口街", line=LINE, metres=222)
    answer = office.get(reverse(name), {"format": "xlsx"})
    assert answer.status_code == 200 and answer.content[:2] == b"PK"
    with in_station(cast.station):
        assert Entry.objects.filter(verb="exported", data__what=name).exists()


def test_a_stranger_is_told_whose_pages_these_are(cast, client_of, route):
    assert client_of(make_person(cast.station)).get(reverse("routes")).status_code == 403


def test_an_officer_reads_but_changes_nothing(cast, client_of, route):
    browser = client_of(cast.officer)
    assert browser.get(reverse("route", args=[route.pk])).status_code == 200
    assert browser.get(reverse("route-line", args=[route.pk])).status_code == 403
    assert browser.get(reverse("signs")).status_code == 403
    assert browser.post(reverse("route-points", args=[route.pk]), {"verb": "remove"}).status_code == 403


def test_another_stations_rows_are_not_found(cast, client_of, route, point):
    browser = client_of(cast.chief2)
    for name, row in (("area", route.area), ("route", route), ("checkpoint", point), ("checkpoint-sign", point)):
        assert browser.get(reverse(name, args=[row.pk])).status_code == 404
    assert browser.post(reverse("checkpoint-sign-new", args=[point.pk])).status_code == 404


def test_an_area_is_entered_drawn_and_given_to_a_squad(office, cast):
    office.post(reverse("area-new"), {"code": "A1", "name": "前门大街"})
    with in_station(cast.station):
        area = Area.objects.get(code="A1")
    office.post(reverse("area-outline", args=[area.pk]), {"text": json.dumps(BOX)})
    squad = make_squad(cast.station, company=make_company(cast.station, licence_no="1", contract_no="HT"))
    office.post(reverse("area-give", args=[area.pk]), {"squad": squad.pk, "start": timezone.localdate()})
    area.refresh_from_db()
    assert area.outline["type"] == "Polygon"
    with in_station(cast.station):
        link = AreaSquad.objects.get(area=area, squad=squad)
    assert office.get(reverse("area-take", args=[link.pk])).status_code == 200
    assert "前门大街" in office.get(reverse("areas")).content.decode()


def test_an_outline_comes_as_a_file_and_a_wrong_one_says_why(office, route):
    upload = io.BytesIO(json.dumps({"type": "Feature", "geometry": BOX}).encode())
    upload.name = "area.geojson"
    assert office.post(reverse("area-outline", args=[route.area_id]), {"file": upload}).status_code == 302
    wrong = office.post(reverse("area-outline", args=[route.area_id]), {"text": "<b>no</b>"})
    assert wrong.status_code == 400 and "<b>no</b>" not in wrong.content.decode()


def test_a_line_is_drawn_and_gives_the_legs(office, route):
    office.post(reverse("route-line", args=[route.pk]), {"text": json.dumps(LINE)})
    route.refresh_from_db()
    assert (route.line, route.metres) == (LINE, 222)
    office.post(reverse("route-line", args=[route.pk]), {"remove": "on"})
    route.refresh_from_db()
    assert route.line is None


def test_points_are_added_moved_and_taken_off_by_plain_buttons(office, route, cast, point):
    def order():
        with in_station(cast.station):
            return [row.checkpoint_id for row in readings.points_of(route)]

    one, two, three = order()
    address = reverse("route-points", args=[route.pk])
    office.post(address, {"verb": "later", "checkpoint": one})
    assert order() == [two, one, three]
    office.post(address, {"verb": "remove", "checkpoint": three})
    office.post(address, {"verb": "add", "checkpoint": point.pk})
    assert order() == [two, one, point.pk]
    for sent in ({"verb": "earlier", "checkpoint": two}, {"verb": "explode", "checkpoint": two}, {"verb": "add"},
                 {"verb": "add", "checkpoint": "x"}, {"verb": "add", "checkpoint": "9" * 30}):  # fmt: skip
        assert office.post(address, sent).status_code == 302
    assert order() == [two, one, point.pk]


def test_a_point_waits_for_its_time_set_on_the_page_of_its_route(office, route, cast):
    def waits():
        with in_station(cast.station):
            return [row.not_before for row in readings.points_of(route)]

    with in_station(cast.station):
        one = readings.points_of(route)[0].checkpoint_id
    address = reverse("route-points", args=[route.pk])
    office.post(address, {"verb": "wait", "checkpoint": one, "minutes": "90"})
    assert waits()[0] == 90
    assert 'value="90"' in office.get(route.get_absolute_url()).content.decode()
    for wrong in ("1441", "-5", "soon", "1.5", "9" * 30):
        page = office.post(address, {"verb": "wait", "checkpoint": one, "minutes": wrong}, follow=True)
        assert waits()[0] == 90 and page.status_code == 200
    office.post(address, {"verb": "wait", "checkpoint": one, "minutes": ""})
    assert waits()[0] == 0


def test_a_checkpoint_from_a_chinese_map_is_stored_in_wgs84_and_nothing_else(office, cast):
    area = make_area(cast.station)
    lng, lat = wgs_to_gcj(LNG, LAT)
    office.post(reverse("checkpoint-new"), facts(area, point=f"{lat:.7f}, {lng:.7f}", gcj="on"))
    with in_station(cast.station):
        row = Checkpoint.objects.get()
        recorded = str(Entry.objects.about(row).get().data)
    assert metres(row.lat, row.lng, LAT, LNG) < 0.1
    assert f"{lat:.4f}" not in recorded


@pytest.mark.parametrize(
    "wrong",
    [{"point": "somewhere"}, {"point": ""}, {"radius": 4}, {"radius": 5000}, {"area": 999999}, {"stay_minutes": -1}],
)
def test_a_wrong_checkpoint_is_refused_beside_its_field(office, cast, wrong):
    area = make_area(cast.station)
    assert office.post(reverse("checkpoint-new"), facts(area) | wrong).status_code == 400


def test_html_in_every_field_is_shown_as_it_was_typed(office, cast):
    bold = "<img src=x>"
    area = make_area(cast.station, name=bold)
    office.post(reverse("checkpoint-new"), facts(area, name=bold, where=bold, look_at=bold))
    with in_station(cast.station):
        row = Checkpoint.objects.get()
    for name in ("checkpoint", "checkpoint-edit"):
        assert bold not in office.get(reverse(name, args=[row.pk])).content.decode()
    assert bold not in office.get(reverse("checkpoints")).content.decode()


def test_a_keeper_is_named_and_relieved(office, cast, point):
    guard = make_guard(make_squad(cast.station), "李平安")
    sent = {"guard": guard.pk, "start": "2026-01-01"}
    office.post(reverse("checkpoint-keeper", args=[point.pk]), sent)
    assert "李平安" in office.get(reverse("checkpoint", args=[point.pk])).content.decode()
    with in_station(cast.station):
        keeper = CheckpointKeeper.objects.get()
    office.post(reverse("keeper-end", args=[keeper.pk]))
    keeper.refresh_from_db()
    assert keeper.end == timezone.localdate()


def test_a_photo_is_kept_without_what_the_camera_wrote_into_it(office, client_of, cast, point):
    assert office.post(reverse("checkpoint-photo", args=[point.pk]), {"photo": picture()}).status_code == 302
    answer = office.get(reverse("checkpoint-photo-file", args=[point.pk]))
    assert answer["Content-Type"] == "image/jpeg" and b"camera" not in answer.content
    guard = make_guard(make_squad(cast.station))
    assert client_of(guard.user).get(reverse("checkpoint-photo-file", args=[point.pk])).status_code == 200
    assert (
        client_of(make_person(cast.station)).get(reverse("checkpoint-photo-file", args=[point.pk])).status_code == 403
    )
    assert client_of(cast.chief2).get(reverse("checkpoint-photo-file", args=[point.pk])).status_code == 404
    office.post(reverse("checkpoint-photo-remove", args=[point.pk]))
    assert office.get(reverse("checkpoint-photo-file", args=[point.pk])).status_code == 404


def test_what_is_no_photo_is_refused(office, point):
    address = reverse("checkpoint-photo", args=[point.pk])
    for content in (b"%PDF-1.7", b"\xff\xd8\xff broken", b"<svg></svg>", b"\xff\xd8\xff" + bytes(10 * 1024 * 1024)):
        upload = io.BytesIO(content)
        upload.name = "spot.jpg"
        assert office.post(address, {"photo": upload}).status_code == 400
    point.refresh_from_db()
    assert point.photo is None


# -- signs -----------------------------------------------------------------------------------------------------


def test_few_signs_come_at_once_and_are_written_down(office, cast, point):
    answer = office.post(reverse("signs"), {"layout": "sheet", "point": point.pk, "print": "1"})
    assert answer.content.startswith(b"%PDF") and answer["Content-Type"] == "application/pdf"
    with in_station(cast.station):
        entry = Entry.objects.get(verb="checkpoint.signs_printed")
    assert entry.data["checkpoints"] == [point.pk]
    point.refresh_from_db()
    assert point.sign_issued_at


def test_many_signs_are_drawn_by_a_worker(office, cast):
    area = make_area(cast.station)
    for number in range(40):
        make_checkpoint(area, f"点{number}")
    answer = office.post(reverse("signs"), {"layout": "sheet", "all": "1"})
    with in_station(cast.station):
        job = Job.objects.get(kind=KIND)
        assert answer.url == reverse("job", args=[job.pk])
        result = work(job, lambda done, total: None)
        stored = StoredFile.objects.get(purpose="patrol-signs")
    assert stored.name in office.get(result["url"]).content.decode()
    assert office.get(reverse("file", args=[stored.pk])).content.startswith(b"%PDF")


def test_the_file_of_signs_is_for_who_keeps_the_routes(office, cast, client_of):
    test_many_signs_are_drawn_by_a_worker(office, cast)
    with in_station(cast.station):
        stored = StoredFile.objects.get(purpose="patrol-signs")
    assert client_of(cast.desk).get(reverse("file", args=[stored.pk])).status_code == 403


def test_no_point_chosen_says_so(office):
    assert office.post(reverse("signs"), {"layout": "sheet"}).status_code == 302
    assert office.post(reverse("signs"), {"layout": "sheet", "point": ["x", "9" * 40]}).status_code == 302


def test_new_signs_ask_and_name_the_points_first(office, point):
    others = [make_checkpoint(point.area) for _number in range(3)]
    ticked = {"point": [point.pk, others[0].pk, others[1].pk]}
    asked = office.post(reverse("signs"), ticked | {"reissue": "1"}).content.decode()
    assert point.name in asked and others[1].name in asked and others[2].name not in asked
    point.refresh_from_db()
    assert point.sign_version == 1
    office.post(reverse("signs-reissue"), ticked)
    for row, version in ((point, 2), (others[0], 2), (others[2], 1)):
        row.refresh_from_db()
        assert row.sign_version == version


def test_one_sign_is_printed_reported_and_issued_anew_from_its_page(office, point):
    assert office.get(reverse("checkpoint-sign", args=[point.pk])).content.startswith(b"%PDF")
    office.post(reverse("checkpoint-sign-lost", args=[point.pk]))
    point.refresh_from_db()
    assert point.sign_lost_at
    office.post(reverse("checkpoint-sign-new", args=[point.pk]))
    point.refresh_from_db()
    assert (point.sign_version, point.sign_lost_at) == (2, None)


# -- display ---------------------------------------------------------------------------------------------------


@pytest.fixture
def screen(cast):
    """A checkpoint with a display."""
    return make_checkpoint(make_area(cast.station), "大栅栏", display=True)


def test_a_display_shows_a_code_that_lives_thirty_seconds(office, screen):
    code = office.get(reverse("checkpoint-display", args=[screen.pk]), {"code": ""}).json()
    assert 0 < code["next"] <= 15 < code["dead"] <= 30
    assert code["path"].startswith("M4 4h7")
    assert "大栅栏" in office.get(reverse("checkpoint-display", args=[screen.pk])).content.decode()


def test_a_paired_screen_shows_it_without_anybody(client, cast, screen):
    token = "f" * 43
    with in_station(cast.station):
        from_token = WallScreen(station=cast.station, name="门岗屏", paired_by=cast.chief.user)
    pair(from_token, token)
    client.cookies["fg_wall"] = token
    address = reverse("wall-checkpoint", args=[screen.pk])
    assert client.get(address, {"code": ""}).json()["side"] > 20
    assert client.post(address).status_code == 405
    other = make_checkpoint(make_area(cast.station2), display=True)
    assert client.get(reverse("wall-checkpoint", args=[other.pk])).status_code == 404


def pair(screen, token: str) -> None:
    """Let a screen be known by its token."""

    screen.digest = digest("wall", token)
    with in_station(screen.station):
        screen.save()
    assert wall_of(token) == screen


def test_an_unknown_screen_is_sent_to_its_pairing(client, screen):
    assert client.get(reverse("wall-checkpoint", args=[screen.pk])).url == reverse("wall")


def test_a_point_without_a_display_has_no_rotating_code(office, point):
    assert office.get(reverse("checkpoint-display", args=[point.pk])).status_code == 404


def test_what_a_display_asks_by_itself_renews_no_session(office, screen):
    session = office.session
    session["seen"] = seen = int(timezone.now().timestamp()) - 120
    session.save()
    office.get(reverse("checkpoint-display", args=[screen.pk]), {"code": ""})
    assert office.session["seen"] == seen


def test_the_rotating_code_is_another_one_than_the_printed_one(screen):
    rotating = signs.read(signs.rotating(screen, timezone.now()))
    assert rotating.step and signs.read(signs.printed(screen)).step is None


# -- streets ---------------------------------------------------------------------------------------------------


def test_streets_are_entered_changed_and_removed(office, cast):
    office.post(reverse("street-new"), {"name": "鲜鱼口街", "text": json.dumps(LINE)})
    with in_station(cast.station):
        street = Street.objects.get()
    assert office.get(reverse("street", args=[street.pk])).status_code == 200
    office.post(reverse("street", args=[street.pk]), {"name": "鲜鱼口", "text": json.dumps(LINE)})
    street.refresh_from_db()
    assert (street.name, street.metres) == ("鲜鱼口", 222)
    office.post(reverse("street-remove", args=[street.pk]))
    with in_station(cast.station):
        assert not Street.objects.exists()


@pytest.mark.parametrize("within", ["", "60", "0", "x", "9" * 20, "-1"])
def test_how_near_counts_is_in_the_address(office, cast, route, within):
    with in_station(cast.station):
        Street.objects.create(station=cast.station, name="鲜鱼口街", line=LINE, metres=222)
        Route.objects.update(line=LINE)
    assert "鲜鱼口街" in office.get(reverse("streets"), {"within": within}).content.decode()
