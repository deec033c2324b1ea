"""The patrols of company guards, above the station's ground floor."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

FEATURES = (
    "squads",
    "routes",
    "schedule",
    "checkins",
    "equipment",
    "inspections",
    "findings",
    "coverage",
    "errands",
    "scoring",
)


class PatrolsConfig(AppConfig):
    """Loads each feature's registrations once, as the app of the stations does."""

    name = "patrols"
    verbose_name = _("Patrols")

    def ready(self):
        """Import ``registrations`` of every feature that has one."""
        for feature in FEATURES:
            module = f"patrols.{feature}.registrations"
            if find_spec(module):
                import_module(module)
        post_migrate.connect(_install_function, sender=self)


def _install_function(using, **kwargs):
    # The models are there only now, so this cannot stand at the top.
    import_module("patrols.checkins.engine").install(using)
