"""Index of this app's pages; it defines none."""

from django.urls import include, path

urlpatterns = [
    path("", include("patrols.coverage.urls")),
    path("", include("patrols.errands.urls")),
    path("", include("patrols.routes.urls")),
    path("", include("patrols.schedule.urls")),
    path("", include("patrols.equipment.urls")),
    path("", include("patrols.findings.urls")),
    path("", include("patrols.inspections.urls")),
    path("", include("patrols.scoring.urls")),
    path("", include("patrols.squads.urls")),
    path("", include("patrols.checkins.urls")),
    path("", include("patrols.checkins.phone_urls")),
]
