"""The pages of the step tables are what the tables say."""

import pytest
from django.conf import settings

from stations.catalogue.words import Kind
from stations.incidents.rules import STEPS
from stations.management.commands.draw_steps import pages

PAGES = pages()


def test_every_app_with_steps_has_its_pages():
    names = "steps patrol-steps mediation-steps forum-steps night-steps wish-steps enterprise-steps partner-steps"
    assert set(PAGES) == {f"{name}.md" for name in names.split()}


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_current(name):
    page = settings.BASE_DIR / "docs" / name
    assert page.read_text(encoding="utf-8") == PAGES[name](), "run: python manage.py draw_steps"


def test_calls_and_requests_for_help_share_their_steps():
    table = [(step.source, step.verb, step.target) for step in STEPS[Kind.CALL].steps]
    assert table == [(step.source, step.verb, step.target) for step in STEPS[Kind.HELP].steps]
