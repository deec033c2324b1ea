"""Index of this app's pages; it defines none."""

from django.urls import include, path

urlpatterns = [
    path("", include("community.clues.urls")),
    path("", include("community.enterprises.urls")),
    path("", include("community.forum.urls")),
    path("", include("community.groups.urls")),
    path("", include("community.partners.urls")),
    path("", include("community.nights.urls")),
    path("", include("community.surveys.urls")),
    path("", include("community.wishes.urls")),
]
