"""Pages of the roster."""

from django.urls import path

from stations.roster import views, views_month

urlpatterns = [
    path("duty/", views.today, name="today"),
    path("duty/month/", views_month.month, name="duty-month"),
]
urlpatterns += [
    path("duty/generate/", views.today, name="generate"),
    path("duty/list/", views.today, name="duties"),
    path("duty/officers/<int:pk>/", views.today, name="officer-duties"),
    path("duty/teams/<int:pk>/", views.today, name="team-duties"),
    path("duty/absences/<int:pk>/cover/", views.today, name="absence-cover"),
]
