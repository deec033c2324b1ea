"""点位固定到人: what is missing, and what happens when a keeper goes."""

import datetime

from django.urls import reverse
from django.utils import timezone

from patrols.models import CheckpointKeeper
from patrols.routes import keeping, points
from patrols.squads import hooks
from tests.factories.patrols import make_area, make_checkpoint, make_guard, make_office_seat, make_route, make_squad

TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)


def test_points_without_a_keeper_and_areas_without_a_squad_are_named(in_one):
    squad = make_squad(in_one)
    area, bare = make_area(in_one, squads=[squad]), make_area(in_one, "无人区")
    kept, open_ = make_checkpoint(area), make_checkpoint(bare, "北口", code="D9")
    points.set_keeper(checkpoint=kept, guard=make_guard(squad), start=TODAY, actor=None)
    keepers, areas = keeping.fixed_points(TODAY)
    assert (keepers.done, keepers.total, [gap.text for gap in keepers.gaps]) == (1, 2, ["D9 北口"])
    assert (areas.done, areas.total, areas.gaps[0].url) == (1, 2, bare.get_absolute_url())
    assert open_.get_absolute_url() == keepers.gaps[0].url


def test_a_guard_who_leaves_keeps_no_point_from_that_day_on(in_one):
    squad = make_squad(in_one)
    guard, area = make_guard(squad), make_area(in_one)
    now, later = make_checkpoint(area), make_checkpoint(area)
    points.set_keeper(checkpoint=now, guard=guard, start=TODAY - DAY, actor=None)
    points.set_keeper(checkpoint=later, guard=guard, start=TODAY + 5 * DAY, actor=None)
    hooks.left(guard=guard, squad=squad, day=TODAY + DAY, actor=None)
    assert [(row.checkpoint, row.end) for row in CheckpointKeeper.objects.all()] == [(now, TODAY + DAY)]


def test_the_page_of_a_squad_shows_its_areas(cast, client_of, station):
    squad = make_squad(station)
    route = make_route(make_area(station, "草厂片区", squads=[squad]))
    browser = client_of(make_office_seat(station))
    address = reverse("squad-areas-part", args=[squad.pk])
    part = browser.get(address, HTTP_HX_REQUEST="true").content.decode()
    assert "草厂片区" in part and "<html" not in part
    assert "<html" in browser.get(address).content.decode()
    assert route.name in browser.get(reverse("routes"), {"squad": squad.pk}).content.decode()
    other = browser.get(reverse("routes"), {"squad": make_squad(station).pk}).content.decode()
    assert route.name not in other
