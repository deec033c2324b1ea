"""Pages of what comes after: visits, answers, complaints, the file, the archive, figures."""

from django.urls import path

from mediation.archive import views, views_figures, views_file, views_public

urlpatterns = [
    path("mediation/follow-ups/", views.follow_ups, name="follow-ups"),
    path("mediation/follow-ups/<int:pk>/", views.follow_up, name="follow-up"),
    path("mediation/follow-ups/<int:pk>/print/", views.follow_up_print, name="follow-up-print"),
    path("mediation/cases/<int:pk>/visits/", views.follow_up_start, name="follow-up-start"),
    path("mediation/cases/<int:pk>/visits/new/", views.follow_up_plan, name="follow-up-plan"),
    path("mediation/cases/<int:pk>/satisfaction/", views.satisfaction_ask, name="satisfaction-ask"),
    path("mediation/cases/<int:pk>/complaints/new/", views.complaint_new, name="mediator-complaint-of-case"),
    path("mediation/complaints/", views.complaints, name="mediator-complaints"),
    path("mediation/complaints/new/", views.complaint_new, name="mediator-complaint-new"),
    path("mediation/complaints/<int:pk>/", views.complaint, name="mediator-complaint"),
    path("mediation/cases/<int:pk>/file/", views_file.case_file, name="case-file"),
    path("mediation/cases/<int:pk>/file/bind/", views_file.case_file_bind, name="case-file-bind"),
    path("mediation/cases/<int:pk>/file/archive/", views_file.case_file_archive, name="case-file-archive"),
    path("mediation/cases/<int:pk>/file/cover/", views_file.case_file_cover, name="case-file-cover"),
    path("mediation/cases/<int:pk>/parts/follow-up/", views_file.follow_up_part, name="follow-up-part"),
    path("mediation/cases/<int:pk>/parts/file/", views_file.file_part, name="file-part"),
    path("mediation/archive/", views_file.archive, name="mediation-archive"),
    path("mediation/figures/", views_figures.figures, name="mediation-figures"),
    path("q/s/<str:token>/", views_public.satisfaction, name="satisfaction"),
]
