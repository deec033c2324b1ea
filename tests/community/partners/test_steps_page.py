"""The page of step tables is what the tables say."""

from pathlib import Path

from django.conf import settings

from community.management.partner_steps import document


def test_the_page_is_current():
    page = Path(settings.BASE_DIR) / "docs" / "partner-steps.md"
    assert page.read_text(encoding="utf-8") == document()
