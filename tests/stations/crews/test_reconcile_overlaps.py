"""Patterns that change under crews made already never break the run: nobody, and no vehicle, is on two at a time."""

import datetime
from decimal import Decimal

from stations.crews import actions
from stations.crews.models import Crew, CrewMember, CrewPattern, Layer

HOUR = datetime.timedelta(hours=1)


def overlapping(rows) -> list:
    """Pairs of (who or what, begin, end) that overlap."""
    rows = sorted(rows)
    return [(one, two) for one, two in zip(rows, rows[1:], strict=False) if one[0] == two[0] and two[1] < one[2]]


def lengthen(layer: str, hours: int) -> None:
    """All bands of a layer's pattern last so long from now on."""
    CrewPattern.objects.get(layer=layer).bands.update(hours=Decimal(hours))


def test_crews_follow_bands_that_now_overlap(rotation, crews, tomorrow):
    """An overlap of an hour at each change of bands: people and vehicles stay on one of the two."""
    lengthen(Layer.FIRST, 7)
    lengthen(Layer.SECOND, 7)
    actions.restore_day(station=rotation.station, day=tomorrow, actor=rotation.chief.user)
    pattern = CrewPattern.objects.get(layer=Layer.FIRST)
    late = Crew.objects.on(tomorrow).filter(pattern=pattern).order_by("name", "starts_at")
    # The same officers stand on the second band too, as after a change by the hour.
    first, second = late[0], late[1]
    second.members.all().delete()
    for member in first.members.all():
        CrewMember.objects.filter(officer=member.officer_id, starts_at__lt=second.ends_at,
                                  ends_at__gt=second.starts_at).delete()  # fmt: skip
        CrewMember.objects.create(
            station=rotation.station, crew=second, officer_id=member.officer_id, leader=member.leader,
            starts_at=second.starts_at, ends_at=second.ends_at,
        )  # fmt: skip
    lengthen(Layer.FIRST, 9)
    actions.keep_ready(station=rotation.station)
    crews = Crew.objects.on(tomorrow)
    assert max(crew.ends_at - crew.starts_at for crew in crews.filter(layer=Layer.FIRST)) == 9 * HOUR
    members = CrewMember.objects.filter(crew__date=tomorrow).values_list("officer_id", "starts_at", "ends_at")
    assert not overlapping(members)
    assert not overlapping(crews.exclude(vehicle=None).values_list("vehicle_id", "starts_at", "ends_at"))
