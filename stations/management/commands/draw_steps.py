"""``manage.py draw_steps``: write ``docs/steps.md`` anew from the step tables."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from stations.incidents.steps_page import document


class Command(BaseCommand):
    """One document, always the same from the same tables."""

    help = "Write docs/steps.md from the step tables of incidents."

    def handle(self, *args, **options):
        """Overwrites the file; read the difference before committing it."""
        (Path(settings.BASE_DIR) / "docs" / "steps.md").write_text(document(), encoding="utf-8")
