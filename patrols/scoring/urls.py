"""Pages of scores."""

from django.urls import path

from patrols.scoring import views

urlpatterns = [
    path("patrols/scores/", views.scores, name="scores"),
    path("patrols/scores/<int:pk>/", views.score, name="month-score"),
    path("patrols/scores/sheets/", views.sheets, name="score-sheets"),
    path("patrols/scores/sheets/install/", views.sheets_install, name="score-sheets-install"),
    path("patrols/scores/sheets/new/<int:pk>/", views.sheet_new, name="score-sheet-new"),
    path("patrols/scores/contests/", views.contests, name="score-contests"),
    path("patrols/scores/contests/<int:pk>/<slug:verb>/", views.contest_decide, name="score-contest-decide"),
    path("patrols/scores/ratings/new/", views.rating_new, name="public-rating-new"),
    path("c/squad/scores/", views.my_scores, name="phone-squad-scores"),
    path("c/squad/scores/<int:pk>/contest/", views.contest, name="phone-score-contest"),
]
