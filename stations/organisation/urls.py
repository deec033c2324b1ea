"""Pages of people, teams and duty lists."""

from django.urls import path

from stations.organisation import views

urlpatterns = [
    path("team/", views.structure, name="structure"),
    path("team/officers/", views.officers, name="officers"),
    path("team/officers/new/", views.officer_new, name="officer-new"),
    path("team/officers/<int:pk>/", views.officer, name="officer"),
    path("team/officers/<int:pk>/edit/", views.officer_edit, name="officer-edit"),
    path("team/officers/<int:pk>/move/", views.officer_move, name="officer-move"),
    path("team/officers/<int:pk>/standing/", views.officer_standing, name="officer-standing"),
    path("team/officers/<int:pk>/phone/", views.officer_phone, name="officer-phone"),
    path("team/teams/new/", views.team_new, name="team-new"),
    path("team/teams/<int:pk>/", views.team, name="team"),
    path("team/teams/<int:pk>/edit/", views.team_edit, name="team-edit"),
    path("team/teams/<int:pk>/lead/", views.team_lead, name="team-lead"),
    path("team/strength/", views.strength, name="strength"),
    path("team/duty-lists/", views.duty_lists, name="duty-lists"),
    path("team/duty-lists/new/", views.duty_list_new, name="duty-list-new"),
    path("team/duty-lists/<int:pk>/", views.duty_list, name="duty-list"),
    path("me/duty-list/", views.my_duty_list, name="my-duty-list"),
]
