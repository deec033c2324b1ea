"""Live coverage of the patrols, on the desk and on the wall."""

from django.urls import path

from patrols.coverage import views

urlpatterns = [
    path("patrols/", views.patrols, name="patrols"),
    path("patrols/live/", views.part, name="patrols-part"),
    path("wall/patrols/", views.wall, name="wall-patrols"),
]
