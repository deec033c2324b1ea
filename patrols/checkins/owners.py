"""Whose queue a phone holds: a key that says so without naming anybody."""

from django.utils.crypto import salted_hmac


def owner_key(user) -> str:
    """The same for a person as long as the house keeps its secret; nothing can be read from it.

    The phone writes it beside every check-in it keeps and sends it with an upload, so that a phone that has been
    connected to somebody else never records the first person's check-ins under the second one's name.
    """
    return salted_hmac("patrols.phone", str(user.pk)).hexdigest()[:24]
