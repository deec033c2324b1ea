"""Pages of clues: the station's, the member's own, and the public ones."""

from django.urls import path

from community.clues import phone, views, views_public

urlpatterns = [
    path("community/clues/", views.clues, name="clues"),
    path("community/clues/scenes/", views.scenes, name="clue-scenes"),
    path("community/clues/scenes/new/", views.scene, name="clue-scene-new"),
    path("community/clues/scenes/poster.pdf", views.poster, name="clue-poster"),
    path("community/clues/scenes/install/", views.install, name="clue-scenes-install"),
    path("community/clues/scenes/<int:pk>/", views.scene, name="clue-scene"),
    path("community/clues/<int:pk>/", views.clue, name="clue"),
    path("community/clues/<int:pk>/take/", views.take, name="clue-take"),
    path("community/clues/<int:pk>/verify/", views.verify, name="clue-verify"),
    path("community/clues/<int:pk>/giver/", views.giver, name="clue-giver"),
    path("community/clues/<int:pk>/<slug:verb>/", views.verb, name="clue-verb"),
    path("me/clues/", phone.start, name="my-clues"),
    path("me/clues/new/<int:pk>/", phone.new, name="my-clue-new"),
    path("me/clues/<int:pk>/", phone.mine, name="my-clue"),
    path("q/clues/receipt/", views_public.receipt, name="clue-receipt"),
    path("q/clues/<slug:station>/", views_public.start, name="public-clues"),
    path("q/clues/<slug:station>/<slug:scene>/", views_public.new, name="public-clue-new"),
]
