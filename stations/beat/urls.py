"""The own page, its list, and the note taken on the spot."""

from django.urls import path

from stations.beat import views

urlpatterns = [
    path("me/", views.desk, name="me"),
    path("me/agenda/", views.part, name="agenda-part"),
    path("me/notes/new/", views.note_new, name="note-new"),
    path("me/notes/send/", views.note_send, name="note-send"),
]
