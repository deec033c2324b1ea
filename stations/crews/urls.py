"""Pages of crews."""

from django.urls import path

from stations.crews import views, views_parts, views_rounds, views_setup

urlpatterns = [
    path("duty/crews/", views.crews, name="crews"),
    path("duty/crews/day/", views.crews_day, name="crews-day"),
    path("duty/crews/place/", views.crews_place, name="crews-place"),
    path("duty/crews/new/", views.crew_new, name="crew-new"),
    path("duty/crews/list/", views.crew_list, name="crew-list"),
    path("duty/crews/me/", views_parts.my_crew_part, name="my-crew-part"),
    path("duty/crews/<int:pk>/", views.crew, name="crew"),
    path("duty/crews/<int:pk>/change/", views.crew_change, name="crew-change"),
    path("duty/crews/<int:pk>/act/", views.crew_act, name="crew-act"),
    path("duty/crews/<int:pk>/remove/", views.crew_remove, name="crew-remove"),
    path("duty/crews/<int:pk>/lead/", views.crew_lead, name="crew-lead"),
    path("duty/crews/<int:pk>/swap/", views.crew_swap, name="crew-swap"),
    path("duty/crews/patterns/", views_setup.patterns, name="crew-patterns"),
    path("duty/crews/patterns/defaults/", views_setup.defaults, name="crew-defaults"),
    path("duty/crews/patterns/new/", views_setup.pattern_new, name="crew-pattern-new"),
    path("duty/crews/patterns/<int:pk>/", views_setup.pattern, name="crew-pattern"),
    path("duty/crews/patterns/<int:pk>/end/", views_setup.pattern_end, name="crew-pattern-end"),
    path("duty/crews/assets/", views_setup.assets, name="crew-assets"),
    path("duty/crews/assets/new/", views_setup.asset_new, name="crew-asset-new"),
    path("duty/crews/assets/<int:pk>/", views_setup.asset, name="crew-asset"),
    path("duty/crews/rounds/", views_rounds.video_rounds, name="video-rounds"),
    path("duty/crews/rounds/new/", views_rounds.round_new, name="video-round-new"),
]
