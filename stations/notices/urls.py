"""Pages of notices; under ``/me/``, so that paired phones reach them."""

from django.urls import path

from stations.notices import views

urlpatterns = [
    path("me/notices/", views.notices, name="notices"),
    path("me/notices/bell/", views.bell, name="notices-bell"),
    path("me/notices/panel/", views.panel, name="notices-panel"),
    path("me/notices/read-all/", views.read_all, name="notices-read-all"),
    path("me/notices/<int:pk>/read/", views.read, name="notice-read"),
]
