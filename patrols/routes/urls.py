"""Pages of areas, routes, checkpoints, signs and streets."""

from django.urls import path

from patrols.routes import views, views_points, views_signs

urlpatterns = [
    path("patrols/areas/", views.areas, name="areas"),
    path("patrols/areas/new/", views.area_new, name="area-new"),
    path("patrols/areas/<int:pk>/", views.area, name="area"),
    path("patrols/areas/<int:pk>/edit/", views.area_edit, name="area-edit"),
    path("patrols/areas/<int:pk>/outline/", views.area_outline, name="area-outline"),
    path("patrols/areas/<int:pk>/give/", views.area_give, name="area-give"),
    path("patrols/area-squads/<int:pk>/end/", views.area_take, name="area-take"),
    path("patrols/squads/<int:pk>/areas/", views.squad_part, name="squad-areas-part"),
    path("patrols/routes/", views.routes, name="routes"),
    path("patrols/routes/new/", views.route_new, name="route-new"),
    path("patrols/routes/<int:pk>/", views.route, name="route"),
    path("patrols/routes/<int:pk>/edit/", views.route_edit, name="route-edit"),
    path("patrols/routes/<int:pk>/line/", views.route_line, name="route-line"),
    path("patrols/routes/<int:pk>/points/", views.route_points, name="route-points"),
    path("patrols/checkpoints/", views_points.checkpoints, name="checkpoints"),
    path("patrols/checkpoints/new/", views_points.checkpoint_new, name="checkpoint-new"),
    path("patrols/checkpoints/<int:pk>/", views_points.checkpoint, name="checkpoint"),
    path("patrols/checkpoints/<int:pk>/edit/", views_points.checkpoint_edit, name="checkpoint-edit"),
    path("patrols/checkpoints/<int:pk>/keeper/", views_points.checkpoint_keeper, name="checkpoint-keeper"),
    path("patrols/checkpoints/<int:pk>/photo/", views_points.checkpoint_photo, name="checkpoint-photo"),
    path("patrols/checkpoints/<int:pk>/photo/file/", views_points.photo_file, name="checkpoint-photo-file"),
    path("patrols/checkpoints/<int:pk>/photo/remove/", views_points.photo_remove, name="checkpoint-photo-remove"),
    path("patrols/checkpoints/<int:pk>/sign/", views_signs.checkpoint_sign, name="checkpoint-sign"),
    path("patrols/checkpoints/<int:pk>/sign/new/", views_points.sign_reissue, name="checkpoint-sign-new"),
    path("patrols/checkpoints/<int:pk>/sign/lost/", views_points.sign_lost, name="checkpoint-sign-lost"),
    path("patrols/checkpoints/<int:pk>/display/", views_points.display, name="checkpoint-display"),
    path("patrols/keepers/<int:pk>/end/", views_points.keeper_end, name="keeper-end"),
    path("patrols/checkpoints/signs/", views_signs.signs, name="signs"),
    path("patrols/checkpoints/signs/new/", views_signs.signs_reissue, name="signs-reissue"),
    path("patrols/routes/streets/", views_signs.street_list, name="streets"),
    path("patrols/routes/streets/new/", views_signs.street_new, name="street-new"),
    path("patrols/routes/streets/<int:pk>/", views_signs.street_edit, name="street"),
    path("patrols/routes/streets/<int:pk>/remove/", views_signs.street_remove, name="street-remove"),
    path("wall/checkpoint/<int:pk>/", views_points.wall_display, name="wall-checkpoint"),
]
