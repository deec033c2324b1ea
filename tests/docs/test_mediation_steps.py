"""The document of mediation's step table is what the table says."""

from pathlib import Path

from django.conf import settings

from mediation.management.steps_page import document

PAGE = Path(settings.BASE_DIR) / "docs" / "mediation-steps.md"


def test_the_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == document(), "run: python manage.py draw_mediation_steps"
