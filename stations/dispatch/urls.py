"""Pages of dispatch: the officer's phone, the crews of an incident, the times allowed."""

from django.urls import path

from stations.dispatch import views, views_desk

urlpatterns = [
    path("command/my/", views.my_tasks, name="my-tasks"),
    path("command/assignments/<int:pk>/pass-on/", views.assignment_pass_on, name="assignment-pass-on"),
    path("command/assignments/<int:pk>/<slug:verb>/", views.assignment_verb, name="assignment-verb"),
    path("command/incidents/<int:pk>/crews/", views_desk.incident_assignments, name="incident-assignments"),
    path("command/incidents/<int:pk>/crews/send/", views_desk.incident_send, name="incident-send"),
    path("command/circles/", views_desk.response_circles, name="circles"),
    path("command/circles/new/", views_desk.circle_new, name="circle-new"),
    path("command/circles/<int:pk>/drop/", views_desk.circle_drop, name="circle-drop"),
    path("command/circles/grade/<slug:grade>/", views_desk.circle_edit, name="circle"),
    path(
        "command/circles/grade/<slug:grade>/community/<int:community>/", views_desk.circle_edit,
        name="circle-community",
    ),
]  # fmt: skip
