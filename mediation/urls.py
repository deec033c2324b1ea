"""Index of this app's pages; it defines none."""

from django.urls import include, path

urlpatterns = [
    path("", include("mediation.agreements.urls")),
    path("", include("mediation.archive.urls")),
    path("", include("mediation.cases.urls")),
    path("", include("mediation.consultations.urls")),
    path("", include("mediation.detection.urls")),
    path("", include("mediation.network.urls")),
    path("", include("mediation.sessions.urls")),
]
