"""Pages of recognition."""

from django.urls import path

from stations.recognition import views

urlpatterns = [
    path("team/commendations/", views.commendations, name="commendations"),
    path("team/commendations/new/", views.commendation_new, name="commendation-new"),
    path("team/commendations/<int:pk>/", views.commendation, name="commendation"),
    path("team/commendations/<int:pk>/strike/", views.commendation_strike, name="commendation-strike"),
    path("team/points/", views.points, name="points"),
    path("team/points/rules/new/", views.point_rule, name="point-rule-new"),
    path("team/points/rules/<int:pk>/", views.point_rule, name="point-rule"),
    path("team/points/ledger/", views.ledger, name="points-ledger"),
    path("team/points/ledger/<int:pk>/reverse/", views.ledger_reverse, name="points-reverse"),
    path("me/commendations/", views.my_commendations, name="my-commendations"),
]
