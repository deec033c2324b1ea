"""Pages of agreements, performance, judicial confirmation and the clause library."""

from django.urls import path

from mediation.agreements import views
from mediation.agreements import views_after as after

urlpatterns = [
    path("mediation/cases/<int:pk>/agreement/", views.of_case, name="agreement-of-case"),
    path("mediation/cases/<int:pk>/agreement/new/", views.agreement_new, name="agreement-new"),
    path("mediation/cases/<int:pk>/confirmation/", after.confirmation_of_case, name="confirmation-of-case"),
    path("mediation/cases/<int:pk>/parts/agreement/", views.agreement_part, name="agreement-part"),
    path("mediation/cases/<int:pk>/parts/performance/", views.performance_part, name="performance-part"),
    path("mediation/agreements/", after.agreements, name="agreements"),
    path("mediation/agreements/<int:pk>/", views.agreement, name="agreement"),
    path("mediation/agreements/<int:pk>/edit/", views.agreement_edit, name="agreement-edit"),
    path("mediation/agreements/<int:pk>/sign/", views.agreement_sign, name="agreement-sign"),
    path("mediation/agreements/<int:pk>/void/", views.agreement_void, name="agreement-void"),
    path("mediation/agreements/<int:pk>/scan/", views.agreement_scan, name="agreement-scan"),
    path("mediation/agreements/<int:pk>/verbs/<str:verb>/", views.agreement_verb, name="agreement-verb"),
    path("mediation/agreements/<int:pk>/papers/<str:what>.<str:form>", views.agreement_paper, name="agreement-paper"),
    path("mediation/agreements/<int:pk>/confirmation/", after.confirmation_new, name="confirmation-new"),
    path("mediation/agreements/<int:pk>/settlement/", after.hj_apply, name="hj-apply"),
    path("mediation/agreements/<int:pk>/settlement/answer/", after.hj_decide, name="hj-decide"),
    path("mediation/confirmations/<int:pk>/<str:verb>/", after.confirmation_verb, name="confirmation-verb"),
    path("mediation/performances/", after.performances, name="performances"),
    path("mediation/instalments/<int:pk>/<str:verb>/", after.term_verb, name="instalment-verb"),
    path("mediation/clauses/", after.clauses, name="clauses"),
    path("mediation/clauses/new/", after.clause_new, name="clause-new"),
    path("mediation/clauses/<int:pk>/", after.clause_edit, name="clause-edit"),
]
