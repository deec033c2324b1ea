"""Pages of the station's own lists."""

from django.urls import path

from stations.catalogue import views, views_key_places

urlpatterns = [
    path("command/categories/", views.categories, name="categories"),
    path("command/categories/new/", views.category_new, name="category-new"),
    path("command/categories/defaults/", views.categories_defaults, name="categories-defaults"),
    path("command/categories/find/", views.categories_find, name="categories-find"),
    path("command/categories/<int:pk>/", views.category, name="category"),
    path("command/categories/<int:pk>/edit/", views.category_edit, name="category-edit"),
    path("command/categories/<int:pk>/use/", views.category_use, name="category-use"),
    path("command/elements/", views.elements, name="elements"),
    path("command/elements/new/", views.element_set, name="element-new"),
    path("command/elements/<int:pk>/", views.element_set, name="element"),
    path("command/places/", views.spot_list, name="spots"),
    path("command/places/new/", views.spot_set, name="spot-new"),
    path("command/places/find/", views.spots_find, name="spots-find"),
    path("command/places/key/", views_key_places.key_place_list, name="key-places"),
    path("command/places/<int:pk>/", views.spot, name="spot"),
    path("command/places/<int:pk>/key/", views_key_places.key_mark, name="key-place-mark"),
    path("command/places/<int:pk>/key/off/", views_key_places.key_unmark, name="key-place-unmark"),
    path("command/places/<int:pk>/edit/", views.spot_set, name="spot-edit"),
    path("command/places/<int:pk>/merge/", views.spot_merge, name="spot-merge"),
]
