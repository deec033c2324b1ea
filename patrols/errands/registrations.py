"""Patrols carry errands, and their phones show them."""

from patrols.checkins import asks
from patrols.errands import readings
from patrols.errands.carrier import PATROLS
from stations.errands.registry import register_carrier

register_carrier(PATROLS)
asks.register("errands", readings.asks)
