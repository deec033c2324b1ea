"""When they patrol: plans, duties made from them, what became of them."""

# Topic of the live hints (``stations.kit.live.changed(station_id, LIVE)``): a duty or a visit of the station changed.
LIVE = "patrols"
