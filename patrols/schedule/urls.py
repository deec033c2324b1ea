"""Pages of duties, plans and the month; the squad leader's under ``/c/``."""

from django.urls import path

from patrols.schedule import views, views_month, views_phone, views_plans

urlpatterns = [
    path("patrols/duties/", views.day, name="patrol-duties"),
    path("patrols/duties/list/", views.duty_list, name="patrol-duty-list"),
    path("patrols/duties/<int:pk>/", views.duty, name="patrol-duty"),
    path("patrols/duties/<int:pk>/cancel/", views.duty_cancel, name="patrol-duty-cancel"),
    path("patrols/duties/<int:pk>/guards/", views.duty_guards, name="patrol-duty-guards"),
    path("patrols/plans/", views_plans.plans, name="patrol-plans"),
    path("patrols/plans/new/", views_plans.plan_new, name="patrol-plan-new"),
    path("patrols/plans/<int:pk>/", views_plans.plan, name="patrol-plan"),
    path("patrols/plans/<int:pk>/change/", views_plans.plan_change, name="patrol-plan-change"),
    path("patrols/plans/<int:pk>/end/", views_plans.plan_end, name="patrol-plan-end"),
    path("patrols/squads/<int:pk>/plans/", views_plans.squad_part, name="squad-plans-part"),
    path("patrols/guards/<int:pk>/duties/", views.guard_part, name="guard-duties-part"),
    path("patrols/month/", views_month.month, name="month-sheet"),
    path("c/squad/duties/", views_phone.squad_duties, name="phone-squad-duties"),
    path("c/squad/duty/<int:pk>/", views_phone.squad_duty, name="phone-squad-duty"),
    path("c/squad/duty/<int:pk>/cancel/", views_phone.squad_duty_cancel, name="phone-squad-duty-cancel"),
]
