"""``manage.py load_community_demo``: the lists of the demo stations through the importer, and who agreed."""

from community.groups.importer import KIND
from community.groups.models import WatchGroup
from community.management import (
    beat_stories,
    class_stories,
    clue_stories,
    enterprise_stories,
    forum_stories,
    furnishing,
    night_stories,
    partner_stories,
    point_stories,
    survey_stories,
    wish_stories,
)
from stations.management.demo.loading import LoadDemo

# In this order: what comes later speaks of what was there before.
STORIES = (
    (beat_stories.tell, "notes of community officers"),
    (class_stories.tell, "evening classes"),
    (enterprise_stories.tell, "enterprises"),
    (night_stories.tell_stories, "night patrols"),
    (partner_stories.tell, "demands of enterprises"),
    (survey_stories.tell, "surveys"),
    (clue_stories.tell, "clues"),
    (forum_stories.tell, "questions and suggestions"),
    (wish_stories.tell, "wishes of residents"),
    (point_stories.tell, "bookings of points"),
)


class Command(LoadDemo):
    """A workbook is read while there are no groups, members are made and stories told while there are none."""

    help = "Load the crime watch of the demo stations (only when DEMO=1, after load_demo)."
    app, kind = "community", KIND

    def is_new(self):
        """Until there are groups."""
        return not WatchGroup.objects.exists()

    def tell(self, station, suffix):
        """Members, then story by story."""
        self.say(station, f"{furnishing.furnish(station, suffix) or 'no new'} crime-watch members")
        for story, what in STORIES:
            self.say(station, f"{story(station) or 'no new'} {what}")
