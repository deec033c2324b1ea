"""What the day-book says of incidents."""

from django.utils.translation import override

from stations.timeline.models import Entry
from stations.timeline.sentences import choices, lines


def test_the_day_book_tells_the_result_in_words_not_in_codes():
    assert dict(choices())["incident.feedback"].endswith("…")
    with override("zh-hans"):
        entry = Entry(verb="incident.feedback", data={"category": "A0101", "result": "mediated"})
        sentence = lines([entry])[0].sentence
    assert "现场调解" in sentence and "A0101" not in sentence
