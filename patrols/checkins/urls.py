"""Addresses of check-ins."""

from django.urls import path

from patrols.checkins import views, views_entries, views_phone

urlpatterns = [
    path("c/check-ins/", views_phone.upload, name="check-in-upload"),
    path("c/check-ins/<uuid:client_id>/closing/", views_phone.closing, name="check-in-closing"),
    path("patrols/check-ins/", views.check_ins, name="check-ins"),
    path("patrols/check-ins/doubts/", views.doubts, name="check-in-doubts"),
    path("patrols/check-ins/conflicts/", views.conflicts, name="check-in-conflicts"),
    path("patrols/check-ins/at/<int:pk>/", views.at_point, name="check-ins-at"),
    path("patrols/check-ins/of/<int:pk>/", views.of_duty, name="check-ins-of"),
    path("patrols/check-ins/entries/", views_entries.manual_entries, name="manual-entries"),
    path("patrols/check-ins/entries/for/<int:pk>/", views_entries.entry_new, name="manual-entry-new"),
    path("c/squad/duty/<int:pk>/entry/", views_entries.entry_new_on_phone, name="phone-entry-new"),
    path("patrols/check-ins/entries/<int:pk>/approve/", views_entries.entry_approve, name="manual-entry-approve"),
    path("patrols/check-ins/entries/<int:pk>/refuse/", views_entries.entry_refuse, name="manual-entry-refuse"),
    path("patrols/check-ins/<int:pk>/", views.check_in, name="check-in"),
    path("patrols/check-ins/<int:pk>/decide/", views.decide, name="check-in-decide"),
    path("patrols/check-ins/<int:pk>/photo/", views.photo, name="check-in-photo"),
]
