"""Pages of the board."""

from django.urls import path

from stations.command import views

urlpatterns = [
    path("command/", views.board, name="board"),
    path("command/board/", views.part, name="board-part"),
    path("command/replay/", views.replay, name="board-replay"),
    path("wall/board/", views.wall_board, name="wall-board"),
]
