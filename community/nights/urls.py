"""Pages of night patrols: the office's, the member's phone, the leader's phone."""

from django.urls import path

from community.nights import leading, phone, views, views_plan

urlpatterns = [
    path("community/nights/", views.nights, name="night-patrols"),
    path("community/nights/week/", views.week, name="night-week"),
    path("community/nights/tonight/", views.tonight, name="nights-tonight"),
    path("community/nights/new/", views_plan.new, name="night-patrol-new"),
    path("community/nights/settings/", views_plan.settings, name="night-settings"),
    path("community/nights/places/<int:pk>/", views_plan.place, name="night-place-move"),
    path("community/nights/<int:pk>/", views.night, name="night-patrol"),
    path("community/nights/<int:pk>/edit/", views_plan.change, name="night-patrol-edit"),
    path("community/nights/<int:pk>/cancel/", views.cancel, name="night-cancel"),
    path("community/nights/<int:pk>/send-back/", views.send_back, name="night-send-back"),
    path("community/nights/<int:pk>/leader/", views.leader, name="night-leader"),
    path("community/nights/<int:pk>/mark/", views.mark, name="night-mark"),
    path("community/nights/<int:pk>/poster/", views.poster, name="night-poster"),
    path("community/nights/<int:pk>/<slug:verb>/", views.verb, name="night-verb"),
    path("me/nights/", phone.start, name="my-nights"),
    path("me/nights/choices/", phone.choices, name="my-night-choices"),
    path("me/nights/places/<int:pk>/", leading.touch, name="night-place"),
    path("me/nights/<int:pk>/", phone.one, name="my-night"),
    path("me/nights/<int:pk>/accept/", phone.accept, name="my-night-accept"),
    path("me/nights/<int:pk>/decline/", phone.decline, name="my-night-decline"),
    path("me/nights/<int:pk>/never/", phone.never, name="my-night-never"),
    path("me/nights/<int:pk>/back/", phone.give_back, name="my-night-back"),
    path("me/nights/<int:pk>/digits/", phone.digits, name="my-night-digits"),
    path("me/nights/<int:pk>/here/<slug:digits>/", phone.here, name="my-night-here"),
    path("me/nights/<int:pk>/lead/", leading.lead, name="night-lead"),
    path("me/nights/<int:pk>/lead/code/", leading.code, name="night-lead-code"),
    path("me/nights/<int:pk>/lead/begin/", leading.begin, name="night-lead-begin"),
    path("me/nights/<int:pk>/lead/tick/", leading.tick, name="night-lead-tick"),
    path("me/nights/<int:pk>/lead/errand/<int:errand>/", leading.errand, name="night-lead-errand"),
    path("me/nights/<int:pk>/lead/report/", leading.report, name="night-lead-report"),
    path("me/nights/<int:pk>/lead/<int:member>/off/", leading.untick, name="night-lead-untick"),
]
