"""Pages of the analysis."""

from django.urls import path

from stations.analysis import views, views_operations, views_tasks

urlpatterns = [
    path("command/analysis/", views.analysis, name="analysis"),
    path("command/analysis/tasks/", views_tasks.tasks, name="analysis-tasks"),
    path("command/analysis/tasks/new/", views_tasks.task_new, name="analysis-task-new"),
    path("command/analysis/tasks/<int:pk>/", views_tasks.task, name="analysis-task"),
    path("command/analysis/tasks/<int:pk>/<slug:verb>/", views_tasks.task_step, name="analysis-task-step"),
    path("command/analysis/meetings/", views_tasks.briefings, name="briefings"),
    path("command/analysis/meetings/new/", views_tasks.briefing_new, name="briefing-new"),
    path("command/analysis/meetings/<int:pk>/", views_tasks.briefing, name="briefing"),
    path("command/analysis/meetings/<int:pk>/<slug:verb>/", views_tasks.briefing_step, name="briefing-step"),
    path("command/analysis/operations/", views_operations.operations, name="operations"),
    path("command/analysis/operations/new/", views_operations.operation_new, name="operation-new"),
    path("command/analysis/operations/<int:pk>/", views_operations.operation, name="operation"),
    path("command/analysis/operations/<int:pk>/<slug:verb>/", views_operations.operation_step, name="operation-step"),
    path("command/analysis/pulled-off/", views_operations.pulled_off, name="pulled-off"),
    path("command/analysis/pulled-off/new/", views_operations.pulled_off_new, name="pulled-off-new"),
]
