"""Addresses of check-ins."""

from django.urls import path

from patrols.checkins import views_phone

urlpatterns = [
    path("c/check-ins/", views_phone.upload, name="check-in-upload"),
    path("c/check-ins/<uuid:client_id>/closing/", views_phone.closing, name="check-in-closing"),
]
