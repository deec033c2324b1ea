"""Pages of casework."""

from django.urls import path

from stations.casework import views, views_elsewhere

urlpatterns = [
    path("command/cases/", views.cases, name="police-cases"),
    path("command/cases/<int:pk>/", views.case, name="police-case"),
    path("command/cases/new/<int:incident>/", views.case_new, name="case-new"),
    *[
        path(f"command/cases/<int:pk>/{verb.replace('_', '-')}/", views.verb_page(verb),
             name=f"police-case-{verb.replace('_', '-')}")
        for verb in views.FORMS
    ],
    path("command/cases/scene/<int:incident>/", views_elsewhere.scene_mediation, name="scene-mediation"),
    path("command/cases/rules/", views_elsewhere.allocation_rules, name="allocation-rules"),
    path("command/cases/rules/start/", views_elsewhere.allocation_start, name="allocation-start"),
    path("command/cases/rules/new/", views_elsewhere.allocation_rule, name="allocation-rule-new"),
    path("command/cases/rules/<int:pk>/", views_elsewhere.allocation_rule, name="allocation-rule"),
    path("command/referrals/", views_elsewhere.referrals, name="referrals"),
    path("command/referrals/new/<int:incident>/", views_elsewhere.referral_new, name="referral-new"),
    path("command/referrals/of/<int:incident>/", views_elsewhere.referral_answer, name="referral-answer"),
    *[
        path(f"command/referrals/<int:pk>/{verb.replace('_', '-')}/", views_elsewhere.referral_verb(verb),
             name=f"referral-{verb.replace('_', '-')}")
        for verb in views_elsewhere.FORMS
    ],
]  # fmt: skip
