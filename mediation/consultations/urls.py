"""Pages of consultations and their tasks."""

from django.urls import path

from mediation.consultations import views, views_tasks

ONE = "mediation/consultations/<int:pk>"
urlpatterns = [
    path("mediation/consultations/", views.consultations, name="consultations"),
    path("mediation/consultations/new/", views.new, name="consultation-new"),
    path("mediation/consultations/standing/", views.standing_day, name="consultation-rule"),
    path(f"{ONE}/", views.consultation, name="consultation"),
    path(f"{ONE}/change/", views.change, name="consultation-change"),
    path(f"{ONE}/invite/", views.invite, name="consultation-invite"),
    path(f"{ONE}/hold/", views.hold, name="consultation-hold"),
    path(f"{ONE}/minutes/", views.minutes, name="consultation-minutes"),
    path(f"{ONE}/cancel/", views.cancel, name="consultation-cancel"),
    path(f"{ONE}/close/", views.close, name="consultation-close"),
    path(f"{ONE}/agenda.paper/", views.paper, {"sheet": "agenda"}, name="consultation-agenda-paper"),
    path(f"{ONE}/minutes.paper/", views.paper, {"sheet": "minutes"}, name="consultation-minutes-paper"),
    path(f"{ONE}/points/new/", views.point_new, name="consultation-point-new"),
    path(f"{ONE}/tasks/new/", views_tasks.task_new, name="consultation-task-new"),
    path("mediation/consultation-points/<int:pk>/decide/", views.point_decide, name="consultation-point-decide"),
    path("mediation/consultation-points/<int:pk>/move/", views.point_move, name="consultation-point-move"),
    path("mediation/consultation-tasks/", views_tasks.tasks, name="consultation-tasks"),
    *[
        path(f"mediation/consultation-tasks/<int:pk>/{verb.replace('_', '-')}/", views_tasks.verb_page(verb),
             name=f"consultation-task-{verb.replace('_', '-')}")
        for verb in views_tasks.VERBS
    ],
    path("mediation/consultation-tasks/<int:pk>/not-done/", views_tasks.not_done, name="consultation-task-not-done"),
    path("mediation/cases/<int:pk>/parts/consultations/", views.case_part, name="consultations-part"),
    path("mediation/cases/<int:pk>/next-workday/", views.put_on_next, name="consultation-put-on-next"),
]  # fmt: skip
