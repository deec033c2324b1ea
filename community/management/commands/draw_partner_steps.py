"""``manage.py draw_partner_steps``: write ``docs/partner-steps.md`` anew from the step tables."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from community.management.partner_steps import document


class Command(BaseCommand):
    """Writes one file."""

    help = "Write docs/partner-steps.md from the step tables of partners and surveys."

    def handle(self, *args, **options):
        """Write it."""
        (Path(settings.BASE_DIR) / "docs" / "partner-steps.md").write_text(document(), encoding="utf-8")
