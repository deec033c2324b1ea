"""The document of the patrols' step table is what the table says."""

from pathlib import Path

from django.conf import settings

from patrols.schedule.steps_page import document

PAGE = Path(settings.BASE_DIR) / "docs" / "patrol-steps.md"


def test_the_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == document(), "run: python manage.py draw_patrol_steps"
