"""Pages of the roster."""

from django.urls import path

from stations.roster import views, views_absences, views_month, views_parts, views_people, views_plans

urlpatterns = [
    path("duty/", views.today, name="today"),
    path("duty/month/", views_month.month, name="duty-month"),
    path("duty/me/", views_people.my_duty, name="my-duty"),
    path("duty/me/feed/", views_people.feed, name="my-feed"),
    path("duty/ics/<str:token>.ics", views_people.calendar_feed, name="calendar-feed"),
    path("duty/list/", views_people.duties, name="duties"),
    path("duty/officers/<int:pk>/", views_people.officer_duties, name="officer-duties"),
    path("duty/teams/<int:pk>/", views_people.team_duties, name="team-duties"),
    path("duty/absences/", views_absences.absences, name="absences"),
    path("duty/absences/new/", views_absences.absence_new, name="absence-new"),
    path("duty/absences/<int:pk>/", views_absences.absence, name="absence"),
    path("duty/absences/<int:pk>/cancel/", views_absences.absence_cancel, name="absence-cancel"),
    path("duty/absences/<int:pk>/end/", views_absences.absence_end, name="absence-end"),
    path("duty/absences/<int:pk>/cover/", views_absences.absence_cover, name="absence-cover"),
    path("duty/gaps/", views_plans.gaps, name="gaps"),
    path("duty/plans/", views_plans.rotation_plans, name="rotation-plans"),
    path("duty/plans/new/", views_plans.rotation_plan_new, name="rotation-plan-new"),
    path("duty/plans/floors/", views_plans.floors_save, name="floors"),
    path("duty/generate/", views_plans.generate, name="generate"),
    path("duty/me/next/", views_parts.my_duty_part, name="my-duty-part"),
    path("duty/officers/<int:pk>/next/", views_parts.officer_duties_part, name="officer-duties-part"),
    path("duty/groups/", views_parts.structure_groups, name="structure-groups"),
    path("duty/teams/<int:pk>/sections/", views_parts.team_sections, name="team-sections"),
    path("wall/today/", views_parts.wall_today, name="wall-today"),
]
