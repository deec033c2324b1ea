"""Pages of early detection."""

from django.urls import path

from mediation.detection import views

urlpatterns = [
    path("mediation/sweeps/", views.sweeps, name="sweeps"),
    path("mediation/sweeps/new/", views.sweep_new, name="sweep-new"),
    path("mediation/sweeps/<int:pk>/", views.sweep, name="sweep"),
    path("mediation/sweeps/parts/<int:pk>/finding/", views.finding_new, name="sweep-finding-new"),
    path("mediation/sweeps/parts/<int:pk>/done/", views.task_done, name="sweep-task-done"),
    path("mediation/sweeps/findings/<int:pk>/case/", views.finding_case, name="sweep-finding-case"),
    path("mediation/sweeps/findings/<int:pk>/settle/", views.finding_settle, name="sweep-finding-settle"),
    path("mediation/recurrences/", views.recurrences, name="recurrences"),
    path("mediation/recurrences/<int:pk>/", views.recurrence, name="recurrence"),
    path("mediation/recurrences/<int:pk>/plan/", views.recurrence_plan, name="recurrence-plan"),
    path("mediation/recurrences/<int:pk>/dismiss/", views.recurrence_dismiss, name="recurrence-dismiss"),
]
