"""``manage.py draw_patrol_steps``: write ``docs/patrol-steps.md`` anew from the step table."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from patrols.schedule.steps_page import document


class Command(BaseCommand):
    """One document, always the same from the same table."""

    help = "Write docs/patrol-steps.md from the step table of patrol duties."

    def handle(self, *args, **options):
        """Overwrites the file; read the difference before committing it."""
        (Path(settings.BASE_DIR) / "docs" / "patrol-steps.md").write_text(document(), encoding="utf-8")
