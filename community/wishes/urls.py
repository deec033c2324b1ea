"""Pages of wishes: the station's, the member's own, the public ones."""

from django.urls import path

from community.wishes import views, views_own, views_public, views_setup

urlpatterns = [
    path("community/wishes/", views.wishes, name="wishes"),
    path("community/wishes/all/", views.wish_list, name="wish-list"),
    path("community/wishes/settings/", views_setup.settings, name="wish-settings"),
    path("community/wishes/reasons/", views_setup.scenes, name="wish-scenes"),
    path("community/wishes/reasons/new/", views_setup.scene, name="wish-scene-new"),
    path("community/wishes/reasons/install/", views_setup.install, name="wish-scenes-install"),
    path("community/wishes/reasons/<int:pk>/", views_setup.scene, name="wish-scene"),
    path("community/wishes/posters/", views_setup.posters, name="wish-posters"),
    path("community/wishes/posters/station.pdf", views_setup.poster, name="wish-poster"),
    path("community/wishes/posters/<int:pk>.pdf", views_setup.poster, name="wish-poster-community"),
    path("community/wishes/<int:pk>/", views.wish, name="wish"),
    path("community/wishes/<int:pk>/<slug:verb>/", views.verb, name="wish-verb"),
    path("me/wishes/", views_own.start, name="my-wishes"),
    path("me/wishes/new/<int:pk>/", views_own.new, name="my-wish-new"),
    path("me/wishes/<int:pk>/", views_own.mine, name="my-wish"),
    path("me/wishes/<int:pk>/well/", views_own.well, name="my-wish-well"),
    path("q/wish/receipt/", views_public.receipt, name="wish-receipt"),
    path("q/wish/<slug:station>/", views_public.start, name="public-wishes"),
    path("q/wish/<slug:station>/list/", views_public.board, name="public-wish-board"),
    path("q/wish/<slug:station>/<slug:scene>/", views_public.new, name="public-wish-new"),
]
