"""Index of this app's admin pages; none: the administrators read no business rows (SE-06)."""
