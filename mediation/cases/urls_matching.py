"""Pages of mediators, ways, invited persons and help."""

from django.urls import path

from mediation.cases import views_matching, views_ways

CASE = "mediation/cases/<int:pk>/"
urlpatterns = [
    path("mediation/asks/", views_matching.asks, name="mediation-asks"),
    path(f"{CASE}mediators/", views_matching.match, name="mediation-match"),
    path(f"{CASE}mediators/ask/", views_matching.ask, name="mediation-ask"),
    path(
        f"{CASE}mediators/<int:case_mediator>/<slug:verb>/", views_matching.part_verb, name="mediation-mediator-verb"
    ),
    path(f"{CASE}parts/mediators/", views_matching.part, name="mediators-part"),
    path(f"{CASE}ways/<slug:way>/", views_ways.way, name="mediation-way"),
    path(f"{CASE}ways/<slug:way>/remove/", views_ways.unmark, name="mediation-way-remove"),
    path(f"{CASE}invitees/new/", views_ways.invite, name="mediation-invite"),
    path(f"{CASE}invitees/<int:invitee>/remove/", views_ways.uninvite, name="mediation-uninvite"),
    path(f"{CASE}parts/similar/", views_ways.part, name="similar-part"),
]
