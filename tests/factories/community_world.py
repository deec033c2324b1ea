"""One of everything of the community, for the tests that walk every door; each room adds its own lines."""

from community.groups.models import Trade, WatchOffice
from tests.factories.community import (
    make_enrolment,
    make_group_lead,
    make_member,
    make_watch_group,
    make_watch_officer,
)


def furnish(world) -> None:
    """The office, a group of the first community with leader and member, somebody who was only asked."""
    station = world.station
    group = make_watch_group(station, world.objects["community"])
    world.people["watch_office"] = make_watch_officer(station).user
    world.people["member"] = make_member(group, world.people["member"]).user
    lead = make_member(group)
    make_group_lead(group, lead)
    world.people["group_lead"] = lead.user
    world.objects |= {
        "watch_group": group, "watch_trade": Trade.objects.first(), "watch_seat": WatchOffice.objects.first(),
        "watch_member": world.people["member"].member, "enrolment": make_enrolment(group),
    }  # fmt: skip
