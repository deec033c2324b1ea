"""``manage.py draw_mediation_steps``: write ``docs/mediation-steps.md`` anew from the step table."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from mediation.management.steps_page import document


class Command(BaseCommand):
    """One document, always the same from the same table."""

    help = "Write docs/mediation-steps.md from the step table of mediation."

    def handle(self, *args, **options):
        """Overwrites the file; read the difference before committing it."""
        (Path(settings.BASE_DIR) / "docs" / "mediation-steps.md").write_text(document(), encoding="utf-8")
