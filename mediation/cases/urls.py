"""Pages of mediation cases; each group of verbs has its own list beside this one."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import include, path

from mediation.cases import (
    views,
    views_lines,
    views_overview,
    views_parties,
    views_parts,
    views_register,
    views_sealed,
)

# Groups of pages by other hands, loaded where they are.
_BESIDE = [
    name
    for name in ("mediation.cases.urls_triage", "mediation.cases.urls_out", "mediation.cases.urls_matching")
    if find_spec(name)
]
CASE, PARTY = "mediation/cases/<int:pk>/", "mediation/cases/<int:pk>/parties/<int:case_party>/"
LINE, PAPER = (
    "mediation/cases/<int:pk>/lines/<int:account_line>/",
    "mediation/cases/<int:pk>/papers/<int:case_paper>/",
)

urlpatterns = [
    path("mediation/", views_overview.overview, name="mediation"),
    path("mediation/cases/", views.cases, name="mediation-cases"),
    path("mediation/cases/new/", views_register.new, name="mediation-case-new"),
    path("mediation/cases/new/incident/<int:pk>/", views_register.from_incident, name="mediation-from-incident"),
    path("mediation/cases/sealed/", views_sealed.open_one, name="mediation-sealed"),
    path(CASE, views.case, name="mediation-case"),
    path(f"{CASE}code/", views_register.code, name="mediation-case-code"),
    path(f"{CASE}slip/", views_register.slip, name="mediation-case-slip"),
    path(f"{CASE}edit/", views_register.edit, name="mediation-case-edit"),
    path(f"{CASE}verbs/<str:verb>/", views.verb, name="mediation-case-verb"),
    path(f"{CASE}seal/", views_sealed.seal, name="mediation-seal"),
    path(f"{CASE}unseal/", views_sealed.unseal, name="mediation-unseal"),
    path(f"{CASE}parties/new/", views_parties.new, name="case-party-new"),
    path(f"{PARTY}edit/", views_parties.edit, name="case-party-edit"),
    path(f"{PARTY}remove/", views_parties.remove, name="case-party-remove"),
    path(f"{PARTY}show/", views_parties.show, name="case-party-show"),
    path(f"{PARTY}consent/", views_parties.answer, {"verb": "consent"}, name="case-party-consent"),
    path(f"{PARTY}refuse/", views_parties.answer, {"verb": "refuse"}, name="case-party-refuse"),
    path(f"{CASE}parts/", views_parts.parts, name="mediation-case-parts"),
    path(f"{CASE}parts/lines/", views_lines.part, name="lines-part"),
    path(f"{CASE}lines/new/", views_lines.new, name="case-line-new"),
    path(f"{LINE}edit/", views_lines.edit, name="case-line-edit"),
    path(f"{LINE}strike/", views_lines.strike, name="case-line-strike"),
    path(f"{LINE}<str:state>/", views_lines.mark, name="case-line-mark"),
    path(f"{CASE}parts/papers/", views_lines.papers_part, name="papers-part"),
    path(f"{CASE}papers/new/", views_lines.paper_new, name="case-paper-new"),
    path(PAPER, views_lines.paper, name="case-paper"),
    path(f"{PAPER}strike/", views_lines.paper_strike, name="case-paper-strike"),
    *[path("", include(import_module(name))) for name in _BESIDE],
]
