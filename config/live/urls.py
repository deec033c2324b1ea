"""The addresses the doors are asked with; the portal's pages stand behind, because the doors send people there."""

from django.urls import path

from config.live.doors import person, wall
from config.urls import handler500
from config.urls import urlpatterns as pages

urlpatterns = [path("live/who/", person), path("me/live/", person), path("wall/live/", wall), *pages]

__all__ = ["handler500", "urlpatterns"]
