"""Pages of the roster."""

from django.urls import path

from stations.roster import views

urlpatterns = [
    path("duty/", views.today, name="today"),
]
urlpatterns += [
    path("duty/generate/", views.today, name="generate"),
    path("duty/list/", views.today, name="duties"),
    path("duty/officers/<int:pk>/", views.today, name="officer-duties"),
    path("duty/teams/<int:pk>/", views.today, name="team-duties"),
    path("duty/absences/<int:pk>/cover/", views.today, name="absence-cover"),
]
