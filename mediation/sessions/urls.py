"""Pages of mediation sessions."""

from django.urls import path

from mediation.sessions import views, views_session

SESSION = "mediation/sessions/<int:pk>/"

urlpatterns = [
    path("mediation/sessions/", views.sessions, name="mediation-sessions"),
    path("mediation/sessions/week/", views.week, name="mediation-week"),
    path("mediation/sessions/today/", views.today_part, name="sessions-today-part"),
    path("mediation/cases/<int:pk>/sessions/new/", views.new, name="session-new"),
    path("mediation/cases/<int:pk>/sessions/next/", views.next_one, name="session-next"),
    path("mediation/cases/<int:pk>/sessions/come/", views.come, name="session-come"),
    path("mediation/cases/<int:pk>/parts/sessions/", views.part, name="sessions-part"),
    path("mediation/come/<int:pk>/drop/", views.come_drop, name="session-come-drop"),
    path(SESSION, views_session.session, name="mediation-session"),
    path(f"{SESSION}confirm/", views_session.confirm, name="session-confirm"),
    path(f"{SESSION}start/", views_session.start, name="session-start"),
    path(f"{SESSION}move/", views_session.move, name="session-move"),
    path(f"{SESSION}drop/<slug:verb>/", views_session.drop, name="session-drop"),
    path(f"{SESSION}rights/", views_session.rights, name="session-rights"),
    path(f"{SESSION}consent/<int:session_party>/", views_session.consent, name="session-consent"),
    path(f"{SESSION}add/<slug:what>/", views_session.part_form, name="session-add"),
    path(f"{SESSION}record/", views_session.record, name="session-record"),
    path(f"{SESSION}record.<slug:form>", views_session.paper, name="session-paper"),
    path(f"{SESSION}invitation/<int:session_party>/", views_session.invitation, name="session-invitation"),
    path(f"{SESSION}calendar.ics", views_session.calendar_entry, name="session-ics"),
    path("mediation/attendance/<int:pk>/sign/", views_session.sign, name="session-sign"),
    path("mediation/attendance/<int:pk>/<slug:how>/", views_session.present, name="session-present"),
]
