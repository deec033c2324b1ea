"""The page of a stored file."""

from django.urls import path

from stations.files import views

urlpatterns = [path("files/<int:pk>/", views.file, name="file")]
