"""What a device keeps until there is a network: whose it is. See ``static/fenggang/phone/queue.js``."""

import hashlib

# The header that says whose entry is sent: one of somebody else who held the device before is not taken.
OWNER = "X-Phone-Owner"


def owner_key(user) -> str:
    """The same for a person for ever, telling nobody who it is; all pages of staff share one queue."""
    return hashlib.sha256(f"stations.beat:{user.pk}".encode()).hexdigest()[:24]
