"""Pages of dispatch."""

from django.urls import path

from stations.dispatch import views

urlpatterns = [
    path("command/my/", views.my_tasks, name="my-tasks"),
]
