"""Pages of triage."""

from django.urls import path

from mediation.cases import views_triage

urlpatterns = [
    path("mediation/cases/<int:pk>/triage/", views_triage.triage, name="mediation-triage"),
    path("mediation/cases/<int:pk>/accept/", views_triage.accept, name="mediation-accept"),
    path("mediation/cases/<int:pk>/parts/triage/", views_triage.part, name="triage-part"),
]
