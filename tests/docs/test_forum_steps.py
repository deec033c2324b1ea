"""The document of the forum's step tables is what the tables say."""

from pathlib import Path

from django.conf import settings

from community.management.forum_steps import document

PAGE = Path(settings.BASE_DIR) / "docs" / "forum-steps.md"


def test_the_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == document(), "run: python manage.py draw_forum_steps"
