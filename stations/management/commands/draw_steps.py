"""``manage.py draw_steps``: write the pages of all step tables under ``docs/`` anew."""

from collections.abc import Callable
from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.module_loading import module_has_submodule

PLACE = "management.steps_pages"


class Command(BaseCommand):
    """Run it after a change of a step table, read the difference, commit it."""

    help = "Write the pages of the step tables under docs/."

    def handle(self, *args, **options):
        """Overwrites the pages: always the same from the same tables."""
        for name, document in pages().items():
            (settings.BASE_DIR / "docs" / name).write_text(document(), encoding="utf-8")
            self.stdout.write(f"docs/{name}")


def pages() -> dict[str, Callable[[], str]]:
    """File name → its text, of every app that has step tables."""
    found = {}
    for app in apps.get_app_configs():
        if module_has_submodule(app.module, PLACE):
            found |= import_module(f"{app.name}.{PLACE}").PAGES
    return found
