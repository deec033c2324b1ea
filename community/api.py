"""Index of this app's API resources; it defines none (config/api.py lists them)."""

RESOURCES: list = []
PATHS: list = []
