"""Pages of notices, ways out and transfers, and the public page."""

from django.urls import path

from mediation.cases import views_out as views
from mediation.cases import views_public

urlpatterns = [
    path("q/disputes/", views_public.query, name="dispute-query"),
    *[
        path(f"mediation/cases/<int:pk>/{verb.replace('_', '-')}/", views.verb_page(verb),
             name=f"mediation-{verb.replace('_', '-')}")
        for verb in views.VERBS
    ],
    path("mediation/cases/<int:pk>/extend/", views.extend, name="mediation-extend"),
    path("mediation/cases/<int:pk>/appraisal/", views.appraisal, name="mediation-appraisal"),
    path("mediation/cases/<int:pk>/note/", views.note, name="mediation-note"),
    path("mediation/case-numbers/<int:pk>/void/", views.number_void, name="mediation-number-void"),
    path("mediation/cases/<int:pk>/notices/new/", views.notice_new, name="mediation-notice-new"),
    path("mediation/case-notices/<int:pk>/paper/", views.notice_print, name="mediation-notice-paper"),
    path("mediation/cases/<int:pk>/parts/notices/", views.notices_part, name="notices-part"),
    path("mediation/cases/<int:pk>/parts/transfers/", views.transfers_part, name="transfers-part"),
    path("mediation/cases/<int:pk>/parts/limits/", views.limits_part, name="limits-part"),
    path("mediation/transfers/", views.transfers, name="mediation-transfers"),
    path("mediation/transfers/<int:pk>/receipt/", views.transfer_receipt, name="mediation-transfer-receipt"),
    path("mediation/transfers/<int:pk>/return/", views.transfer_return, name="mediation-transfer-return"),
]  # fmt: skip
