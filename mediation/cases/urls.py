"""Pages of mediation cases; each group of verbs has its own list beside this one."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import include, path

from mediation.cases import views

# Groups of pages by other hands, loaded where they are.
_BESIDE = [
    name
    for name in ("mediation.cases.urls_triage", "mediation.cases.urls_out", "mediation.cases.urls_matching")
    if find_spec(name)
]

urlpatterns = [
    path("mediation/cases/", views.cases, name="mediation-cases"),
    path("mediation/cases/<int:pk>/", views.case, name="mediation-case"),
    path("mediation/cases/<int:pk>/verbs/<str:verb>/", views.verb, name="mediation-case-verb"),
    *[path("", include(import_module(name))) for name in _BESIDE],
]
