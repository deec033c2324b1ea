"""Index of this app's admin pages; it defines none (config/urls.py loads it)."""

from stations.access import admin as access
from stations.calendar import admin as calendar
from stations.notices import admin as notices
from stations.organisation import admin as organisation
from stations.timeline import admin as timeline

__all__ = ["access", "calendar", "notices", "organisation", "timeline"]
