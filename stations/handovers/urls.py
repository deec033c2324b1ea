"""Pages of the handover."""

from django.urls import path

from stations.handovers import views, views_notes

urlpatterns = [
    path("duty/handovers/", views.handovers, name="handovers"),
    path("duty/handovers/today/", views.today, name="handover-today"),
    path("duty/handovers/part/", views.part, name="handover-part"),
    path("duty/handovers/times/", views.times, name="handover-times"),
    path("duty/handovers/notes/", views_notes.notes, name="handover-notes"),
    path("duty/handovers/notes/new/", views_notes.note_new, name="handover-note-new"),
    path("duty/handovers/notes/<int:pk>/", views_notes.note, name="handover-note"),
    path("duty/handovers/notes/<int:pk>/settle/", views_notes.note_settle, name="handover-note-settle"),
    path("duty/handovers/<int:pk>/", views.handover, name="handover"),
    path("duty/handovers/<int:pk>/give/", views.sign, {"verb": "give"}, name="handover-give"),
    path("duty/handovers/<int:pk>/take/", views.sign, {"verb": "take"}, name="handover-take"),
    path("duty/handovers/<int:pk>/take-back/", views.take_back, name="handover-take-back"),
    path("duty/handovers/<int:pk>/count-all/", views.count_all, name="handover-count-all"),
    path("duty/handovers/<int:pk>/count/", views.count, name="handover-count"),
    path("duty/handovers/<int:pk>/pdf/", views.paper, name="handover-pdf"),
]
