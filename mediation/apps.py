"""1+4+N mediation, above the station's ground floor."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

FEATURES = (
    "network",
    "cases",
    "detection",
    "sessions",
    "agreements",
    "consultations",
    "archive",
)


class MediationConfig(AppConfig):
    """Loads each feature's registrations once, as the other apps do."""

    name = "mediation"
    verbose_name = _("Mediation")

    def ready(self):
        """Import ``registrations`` of every feature that has one."""
        for feature in FEATURES:
            module = f"mediation.{feature}.registrations"
            if find_spec(f"mediation.{feature}") and find_spec(module):
                import_module(module)
