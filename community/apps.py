"""Mass prevention (群防群治): crime-watch groups and what they do, above the station's ground floor."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

FEATURES = (
    "groups",
    "clues",
    "forum",
    "nights",
    "wishes",
    "enterprises",
    "partners",
    "surveys",
)


class CommunityConfig(AppConfig):
    """Loads each feature's registrations once, as the other apps do."""

    name = "community"
    verbose_name = _("Crime watch")

    def ready(self):
        """Import ``registrations`` of every feature that has one."""
        for feature in FEATURES:
            module = f"community.{feature}.registrations"
            if find_spec(module):
                import_module(module)
