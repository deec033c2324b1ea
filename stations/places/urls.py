"""Pages of places, and the search."""

from django.urls import path

from stations.places import views

urlpatterns = [
    path("search/", views.search, name="search"),
    path("team/communities/", views.communities, name="communities"),
    path("team/communities/new/", views.community_new, name="community-new"),
    path("team/communities/<int:pk>/", views.community, name="community"),
    path("team/communities/<int:pk>/edit/", views.community_edit, name="community-edit"),
    path("team/communities/<int:pk>/outline/", views.community_outline, name="community-outline"),
    path("team/communities/<int:pk>/posts/", views.community_posts, name="community-posts"),
    path("team/grids/", views.grids, name="grids"),
    path("team/grids/new/", views.grid_new, name="grid-new"),
    path("team/grids/<int:pk>/", views.grid, name="grid"),
    path("team/grids/<int:pk>/edit/", views.grid_edit, name="grid-edit"),
    path("team/grids/<int:pk>/hand-over/", views.grid_hand_over, name="grid-hand-over"),
    path("team/grids/<int:pk>/outline/", views.grid_outline, name="grid-outline"),
    path("team/officers/<int:pk>/places/", views.officer_places, name="officer-places"),
    path("team/police-rooms/", views.police_rooms, name="police-rooms"),
    path("team/police-rooms/new/", views.police_room_new, name="police-room-new"),
    path("team/police-rooms/<int:pk>/", views.police_room, name="police-room"),
    path("team/police-rooms/<int:pk>/edit/", views.police_room_edit, name="police-room-edit"),
    path("team/police-rooms/<int:pk>/contacts/new/", views.contact_set, name="contact-new"),
    path("team/police-rooms/<int:pk>/contacts/<int:contact>/", views.contact_set, name="contact-edit"),
    path("team/contacts/<int:pk>/remove/", views.contact_remove, name="contact-remove"),
    path("team/contacts/<int:pk>/phone/", views.contact_phone, name="contact-phone"),
    path("team/trades/", views.trades, name="trades"),
    path("team/trades/<slug:industry>/", views.trade_edit, name="trade-edit"),
]
