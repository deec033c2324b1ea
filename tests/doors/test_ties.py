"""Pages that show a fragment of a room above them: each tie stands in docs/rooms.md and works."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from tests.factories import client_of

ROOT = Path(settings.BASE_DIR)
TIES = re.findall(r"^\| [^|]+ \| (`[^|]+`) \| [a-z, ]+ \|$", (ROOT / "docs/rooms.md").read_text(), re.M)
SLOTS = sorted({name for cell in TIES for name in re.findall(r"`([a-z-]+)`", cell)})
SUBJECTS = {"team-sections": "team", "officer-places": "officer", "officer-duties-part": "officer",
            "incident-assignments": "incident", "squad-areas-part": "squad", "squad-plans-part": "squad",
            "guard-duties-part": "guard", "check-ins-of": "patrol_duty", "manual-entry-new": "patrol_duty",
            "check-ins-at": "checkpoint", "route-key-places": "route",
            "enterprise-partners-part": "enterprise", "building-partners-part": "building"}  # fmt: skip


def test_the_page_of_rooms_names_every_tie():
    assert len(SLOTS) >= 6


@pytest.mark.parametrize("slot", SLOTS)
def test_a_page_of_another_room_asks_for_the_slot(slot):
    asking = [
        path for path in (ROOT / "templates").rglob("*.html") if f"'{slot}'" in path.read_text().replace('"', "'")
    ]
    assert asking


@pytest.mark.parametrize("slot", SLOTS)
def test_the_slot_answers_and_checks_its_own_permission(houses, slot):
    world = houses.ours
    subject = SUBJECTS.get(slot)
    address = reverse(slot, args=[world.objects[subject].pk] if subject else [])
    assert client_of(world.people["officer"]).get(address).status_code == 200
    expected = 200 if slot == "agenda-part" else 403
    refused = client_of(world.people["member"]).get(address).status_code
    assert refused == expected or (slot.startswith("wall-") and refused in {302, 404})
