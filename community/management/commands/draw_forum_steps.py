"""``manage.py draw_forum_steps``: write ``docs/forum-steps.md`` anew from the step tables."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from community.management.forum_steps import document


class Command(BaseCommand):
    """One document, always the same from the same tables."""

    help = "Write docs/forum-steps.md from the step tables of the forum."

    def handle(self, *args, **options):
        """Overwrites the file; read the difference before committing it."""
        (Path(settings.BASE_DIR) / "docs" / "forum-steps.md").write_text(document(), encoding="utf-8")
