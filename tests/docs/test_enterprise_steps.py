"""The page of the steps of enterprises says what the tables say."""

from pathlib import Path

from django.conf import settings

from community.management.commands.draw_enterprise_steps import document

PAGE = Path(settings.BASE_DIR) / "docs" / "enterprise-steps.md"


def test_the_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == document()
