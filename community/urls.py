"""Index of this app's pages; it defines none."""

urlpatterns: list = []
