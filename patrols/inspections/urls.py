"""Pages of inspections."""

from django.urls import path

from patrols.inspections import views

urlpatterns = [
    path("patrols/inspections/", views.inspections, name="inspections"),
    path("patrols/inspections/new/", views.inspection_new, name="inspection-new"),
    path("patrols/inspections/<int:pk>/", views.inspection, name="inspection"),
    path("patrols/inspection-points/<int:pk>/settle/", views.point_settle, name="inspection-point-settle"),
    path("patrols/inspection-points/<int:pk>/check/", views.point_verb, {"verb": "check"}, "inspection-point-check"),
    path(
        "patrols/inspection-points/<int:pk>/send-back/",
        views.point_verb,
        {"verb": "send-back"},
        "inspection-point-send-back",
    ),
    path("c/squad/points/", views.owed, name="phone-squad-points"),
    path("c/squad/points/<int:pk>/", views.owed_done, name="phone-squad-point-done"),
]
