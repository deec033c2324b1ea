"""The median as an aggregate of the database."""

from django.db.models import Aggregate, DurationField


class Median(Aggregate):
    """The middle of some spans of time; half lie below it. One slow case does not bend it as it bends a mean."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()
