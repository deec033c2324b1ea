"""Pages of incidents: list, search by person, the incident and its verbs."""

from django.urls import path

from stations.incidents import views

urlpatterns = [
    path("command/incidents/", views.incidents, name="incidents"),
    path("command/incidents/<int:pk>/", views.incident, name="incident"),
]
