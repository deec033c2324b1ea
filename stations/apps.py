"""The ground floor of Fenggang."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

FEATURES = (
    "timeline",
    "jobs",
    "files",
    "notices",
    "imports",
    "calendar",
    "agenda",
    "organisation",
    "places",
    "access",
    "roster",
    "training",
    "recognition",
    "errands",
    "catalogue",
    "crews",
    "handovers",
    "incidents",
    "dispatch",
    "casework",
    "bureau",
    "analysis",
    "beat",
    "command",
    "reports",
)


class StationsConfig(AppConfig):
    """Loads each feature's registrations (figures, menu entries, workbooks, timeline words) once."""

    name = "stations"
    verbose_name = _("Station")

    def ready(self):
        """Import ``registrations`` of every feature that has one."""
        for feature in FEATURES:
            module = f"stations.{feature}.registrations"
            if find_spec(module):
                import_module(module)
