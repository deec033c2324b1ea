"""The page of the steps of wishes and errands says what the tables say."""

from pathlib import Path

from django.conf import settings

from community.management.commands.draw_wish_steps import document

PAGE = Path(settings.BASE_DIR) / "docs" / "wish-steps.md"


def test_the_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == document(), "run: python manage.py draw_wish_steps"
