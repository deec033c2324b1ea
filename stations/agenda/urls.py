"""The part that lists what is due."""

from django.urls import path

from stations.agenda import views

urlpatterns = [path("me/agenda/", views.part, name="agenda-part")]
