"""Guides may be written before their pictures."""

from config.local.screenshots import GUIDES as FOLDER
from config.local.screenshots import PLACE, SHOTS, with_picture

TEXT = "## 班次\n<!-- picture: patrols 实时巡控 -->\n<!-- picture: findings 队员上报 -->\n"


def test_a_picture_that_was_taken_takes_its_place_and_no_other():
    shown = with_picture(TEXT, "patrols")

    assert shown == "## 班次\n![实时巡控](../screenshots/patrols.png)\n<!-- picture: findings 队员上报 -->\n"
    assert with_picture(shown, "patrols") == shown


def test_every_place_kept_in_the_guides_is_for_a_picture_of_the_script():
    kept = {place[1] for guide in FOLDER.glob("*.md") for place in PLACE.finditer(guide.read_text(encoding="utf-8"))}

    assert kept <= {shot.name for shot in SHOTS}
