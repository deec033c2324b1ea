"""The document of the step tables is what the tables say."""

from pathlib import Path

from django.conf import settings

from stations.catalogue.words import Kind
from stations.incidents.rules import STEPS
from stations.incidents.steps_page import document

PAGE = Path(settings.BASE_DIR) / "docs" / "steps.md"


def test_the_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == document(), "run: python manage.py draw_steps"


def test_calls_and_requests_for_help_share_their_steps():
    table = [(step.source, step.verb, step.target) for step in STEPS[Kind.CALL].steps]
    assert table == [(step.source, step.verb, step.target) for step in STEPS[Kind.HELP].steps]
