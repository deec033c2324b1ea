"""The lock of a sitting: taken first, before the rows of people."""

from stations.training.models import Sitting


def locked(sitting_id: int) -> Sitting:
    """The sitting with course and station, locked until the transaction ends."""
    return Sitting.objects.select_for_update(no_key=True).prefetch_related("course", "station").get(pk=sitting_id)
