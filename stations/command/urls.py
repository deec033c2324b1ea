"""Pages of the board."""

from django.urls import path

from stations.command import boards, views

urlpatterns = [
    path("command/", views.board, name="board"),
    *[path(f"command/board/{name}/", views.part, {"name": name}, name=f"board-{name}") for name in boards.PARTS],
    path("command/replay/", views.replay, name="board-replay"),
    path("wall/board/", views.wall_board, name="wall-board"),
]
