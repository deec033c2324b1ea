"""Pages of companies, squads, guards and command."""

from django.urls import path

from patrols.squads import views, views_command, views_guards, views_phone

urlpatterns = [
    path("patrols/companies/", views.companies, name="companies"),
    path("patrols/companies/new/", views.company_new, name="company-new"),
    path("patrols/companies/<int:pk>/", views.company, name="company"),
    path("patrols/companies/<int:pk>/edit/", views.company_edit, name="company-edit"),
    path("patrols/companies/<int:pk>/phone/", views.company_phone, name="company-phone"),
    path("patrols/groups/new/", views.group_keep, name="patrol-group-new"),
    path("patrols/groups/<int:pk>/", views.group_keep, name="patrol-group"),
    path("patrols/squads/", views.squads, name="squads"),
    path("patrols/squads/new/", views.squad_new, name="squad-new"),
    path("patrols/squads/<int:pk>/", views.squad, name="squad"),
    path("patrols/squads/<int:pk>/edit/", views.squad_edit, name="squad-edit"),
    path("patrols/squads/<int:pk>/lead/", views.squad_lead, name="squad-lead"),
    path("patrols/squads/<int:pk>/liaison/", views.squad_liaison, name="squad-liaison"),
    path("patrols/squads/<int:pk>/codes/", views_guards.squad_codes, name="squad-codes"),
    path("patrols/guards/", views_guards.guards, name="guards"),
    path("patrols/guards/new/", views_guards.guard_new, name="guard-new"),
    path("patrols/guards/<int:pk>/", views_guards.guard, name="guard"),
    path("patrols/guards/<int:pk>/edit/", views_guards.guard_edit, name="guard-edit"),
    path("patrols/guards/<int:pk>/move/", views_guards.guard_move, name="guard-move"),
    path("patrols/guards/<int:pk>/leave/", views_guards.guard_leave, name="guard-leave"),
    path("patrols/guards/<int:pk>/phone/", views_guards.guard_phone, name="guard-phone"),
    path("patrols/guards/<int:pk>/code/", views_guards.guard_code, name="guard-code"),
    path("patrols/command/", views_command.command, name="patrol-command"),
    path("patrols/command/new/", views_command.seat_new, name="patrol-seat-new"),
    path("patrols/command/<int:pk>/end/", views_command.seat_end, name="patrol-seat-end"),
    path("patrols/fixed/", views_command.fixed, name="patrol-fixed"),
    path("patrols/duty-lists/", views_command.lists, name="guard-duty-lists"),
    path("patrols/duty-lists/new/", views_command.duty_list_new, name="guard-duty-list-new"),
    path("patrols/duty-lists/<int:pk>/", views_command.duty_list, name="guard-duty-list"),
    path("patrols/settings/", views.settings, name="patrol-settings"),
    path("c/duty-list/", views_phone.duty_list, name="phone-duty-list"),
    path("c/squad/", views_phone.squad, name="phone-squad"),
    path("c/squad/guards/<int:pk>/code/", views_phone.code, name="phone-guard-code"),
    path("c/squad/guards/<int:pk>/phone/", views_phone.number, name="phone-guard-number"),
]
