"""What beat sends, and when (Beijing time). Every entry is safe to run twice and fills what was missed."""

from celery.schedules import crontab

SCHEDULE = {
    "pulse": {"task": "stations.jobs.tick", "schedule": 5.0, "options": {"expires": 5}},
    "escalate": {"task": "stations.dispatch.escalate", "schedule": 5.0, "options": {"expires": 5}},
    "sweep": {"task": "stations.jobs.sweep", "schedule": 20.0, "options": {"expires": 20}},
    "notices": {"task": "stations.notices.sweep", "schedule": 20.0, "options": {"expires": 20}},
    "notices-forget": {"task": "stations.notices.forget_read", "schedule": crontab(hour=4, minute=20)},
    "calendar": {"task": "stations.calendar.seed", "schedule": crontab(hour=1, minute=30)},
    "case-days": {"task": "stations.casework.reckon_again", "schedule": crontab(hour=1, minute=45)},
    "roster": {"task": "stations.roster.extend_all", "schedule": crontab(hour=2, minute=10)},
    "crews": {"task": "stations.crews.prepare_all", "schedule": crontab(minute=15)},
    "roster-catch-up": {"task": "stations.roster.extend_all", "schedule": crontab(hour="*/4", minute=20)},
    "handovers": {"task": "stations.handovers.watch_all", "schedule": crontab(minute="*/5")},
    "patrol-duties": {"task": "patrols.schedule.extend_all", "schedule": crontab(hour=2, minute=30)},
    "patrol-duties-catch-up": {"task": "patrols.schedule.extend_all", "schedule": crontab(hour="*/2", minute=50)},
    "patrol-close": {"task": "patrols.schedule.close", "schedule": 60.0, "options": {"expires": 60}},
    "reports": {"task": "stations.reports.make_missing", "schedule": crontab(hour=3, minute=0)},
    "reports-catch-up": {"task": "stations.reports.make_missing", "schedule": crontab(hour="*/6", minute=40)},
    "day-book": {"task": "stations.timeline.verify", "schedule": crontab(hour=4, minute=30)},
    "findings": {"task": "patrols.findings.watch", "schedule": 60.0, "options": {"expires": 60}},
    "mediation-questions": {"task": "mediation.cases.expire_questions", "schedule": crontab(minute="*/10")},
    "consultations": {"task": "mediation.consultations.plan_ahead", "schedule": crontab(hour="2,14", minute=35)},
    "recurrences": {"task": "mediation.detection.look_all", "schedule": crontab(hour="5,13", minute=10)},
    "mediation-reminders": {"task": "mediation.sessions.remind", "schedule": crontab(minute="*/5")},
    "performance": {"task": "mediation.agreements.remind", "schedule": crontab(hour="8,14", minute=5)},
    "scores": {"task": "patrols.scoring.freeze_missing", "schedule": crontab(hour="3,9", minute=25)},
    "watch-groups": {"task": "community.groups.keep_house", "schedule": crontab(hour="3,9,15", minute=35)},
    "keys": {"task": "stations.jobs.forget_keys", "schedule": crontab(hour=4, minute=10)},
    "codes": {"task": "stations.access.forget_old_codes", "schedule": crontab(hour=4, minute=0)},
}
