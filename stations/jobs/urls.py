"""Pages of long work."""

from django.urls import path

from stations.jobs import views

urlpatterns = [path("jobs/<int:pk>/", views.job, name="job")]
