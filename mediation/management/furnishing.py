"""What the demo's mediation has beside its network: settings, logins, disputes in every state."""


def furnish(station, suffix: str) -> int:
    """Give a demo station its disputes; 0 where it has some. The station is in scope."""
    return 0
