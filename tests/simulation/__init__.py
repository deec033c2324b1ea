"""A whole day of the command room, pressed into minutes."""
