"""Index of this app's pages; it defines none."""

from django.urls import include, path

urlpatterns = [
    path("", include("stations.access.urls")),
    path("", include("stations.beat.urls")),
    path("", include("stations.bureau.urls")),
    path("", include("stations.casework.urls")),
    path("", include("stations.catalogue.urls")),
    path("", include("stations.command.urls")),
    path("", include("stations.analysis.urls")),
    path("", include("stations.crews.urls")),
    path("", include("stations.dispatch.urls")),
    path("", include("stations.errands.urls")),
    path("", include("stations.files.urls")),
    path("", include("stations.handovers.urls")),
    path("", include("stations.imports.urls")),
    path("", include("stations.incidents.urls")),
    path("", include("stations.jobs.urls")),
    path("", include("stations.notices.urls")),
    path("", include("stations.organisation.urls")),
    path("", include("stations.roster.urls")),
    path("", include("stations.places.urls")),
    path("", include("stations.recognition.urls")),
    path("", include("stations.reports.urls")),
    path("", include("stations.training.urls")),
]
