"""The page of the steps of a night patrol says what the table says."""

from pathlib import Path

from django.conf import settings

from community.management.commands.draw_night_steps import document

PAGE = Path(settings.BASE_DIR) / "docs" / "night-steps.md"


def test_the_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == document(), "run: python manage.py draw_night_steps"
