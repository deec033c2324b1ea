"""Pages of the guards' phone."""

from django.urls import path

from patrols.checkins import phone, phone_files

urlpatterns = [
    path("c/", phone.home, name="phone"),
    path("c/manifest.webmanifest", phone_files.manifest, name="phone-manifest"),
    path("c/sw.js", phone_files.worker, name="phone-worker"),
    path("c/offline/", phone.offline, name="phone-offline"),
    path("c/code/", phone.typed, name="phone-typed"),
    path("c/duty/<int:pk>/", phone.duty, name="phone-duty"),
    path("c/point/<int:pk>/", phone.point, name="phone-point"),
    path("c/point/<int:pk>/sign-lost/", phone.sign_lost, name="phone-sign-lost"),
    path("c/photo/<int:pk>/", phone.photo, name="phone-photo"),
    path("c/closing/<uuid:client_id>/", phone.closing, name="phone-closing"),
    path("c/<str:token>", phone.scan, name="scan"),
]
