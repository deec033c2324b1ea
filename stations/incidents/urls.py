"""Pages of incidents: list, search by person, the incident, its people, files and verbs."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from stations.incidents import views, views_intake, views_people
from stations.incidents.verbs import VERBS


class VerbConverter(StringConverter):
    """Any known verb; other words are no address."""

    regex = "|".join(VERBS)


register_converter(VerbConverter, "incident_verb")

urlpatterns = [
    path("command/new/", views_intake.new, name="intake"),
    path("command/new/settled/", views_intake.settled, name="intake-settled"),
    path("command/new/near/", views_intake.near, name="intake-near"),
    path("command/new/earlier/", views_intake.earlier, name="intake-earlier"),
    path("command/new/<int:pk>/", views_intake.done, name="intake-done"),
    path("command/incidents/", views.incidents, name="incidents"),
    path("command/settings/inbox/", views_people.inbox_settings, name="inbox-settings"),
    path("command/incidents/people/", views_people.search, name="incident-people"),
    path("command/incidents/<int:pk>/", views.incident, name="incident"),
    path("command/incidents/<int:pk>/do/<incident_verb:verb>/", views.incident_verb, name="incident-verb"),
    path("command/incidents/<int:pk>/people/new/", views_people.person_new, name="incident-person-new"),
    path("command/incidents/<int:pk>/people/<int:party>/", views_people.person, name="incident-person"),
    path(
        "command/incidents/<int:pk>/people/<int:party>/correct/",
        views_people.person_correct,
        name="incident-person-correct",
    ),
    path("command/incidents/<int:pk>/files/new/", views_people.attach, name="incident-attach"),
    path("command/incidents/<int:pk>/files/<int:attachment>/", views_people.file, name="incident-file"),
    path(
        "command/incidents/<int:pk>/files/<int:attachment>/strike/",
        views_people.file_strike,
        name="incident-file-strike",
    ),
]
