"""Pages of surveys; none of them is public."""

from django.urls import path

from community.surveys import views

urlpatterns = [
    path("community/surveys/", views.surveys, name="surveys"),
    path("community/surveys/new/", views.survey_new, name="survey-new"),
    path("community/surveys/papers/", views.papers, name="survey-papers"),
    path("community/surveys/papers/none/", views.paper, name="survey-paper-rest"),
    path("community/survey-papers/<int:pk>/", views.paper, name="survey-paper"),
    path("community/survey-levels/", views.levels, name="survey-levels"),
    path("community/survey-levels/new/", views.level, name="survey-level-new"),
    path("community/survey-levels/install/", views.install, name="survey-levels-install"),
    path("community/survey-levels/<int:pk>/", views.level, name="survey-level"),
    path("community/surveys/enterprise/<int:pk>/", views.enterprise_part, name="survey-enterprise-part"),
    path("community/surveys/<int:pk>/", views.survey, name="survey"),
    path("community/surveys/<int:pk>/edit/", views.survey_edit, name="survey-edit"),
    path("community/surveys/<int:pk>/<slug:verb>/", views.verb, name="survey-verb"),
]
