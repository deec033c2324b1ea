"""Pages of gear."""

from django.urls import path

from patrols.equipment import views

urlpatterns = [
    path("patrols/gear/", views.gear, name="gear-list"),
    path("patrols/gear/new/", views.stock, name="gear-new"),
    path("patrols/gear/install/", views.install, name="gear-install"),
    path("patrols/gear/<int:pk>/", views.piece, name="gear"),
    path("patrols/gear/<int:pk>/issue/", views.issue, name="gear-issue"),
    path("patrols/gear/<int:pk>/take-back/", views.take_back, name="gear-take-back"),
    path("patrols/gear/<int:pk>/repair/", views.move, {"verb": "repair"}, "gear-repair"),
    path("patrols/gear/<int:pk>/find/", views.move, {"verb": "find"}, "gear-find"),
    path("patrols/gear/<int:pk>/retire/", views.move, {"verb": "retire"}, "gear-retire"),
    path("c/gear/", views.my_gear, name="phone-gear"),
    path("c/gear/<int:pk>/", views.confirm, name="phone-gear-confirm"),
    path("c/squad/gear/", views.squad_gear, name="phone-squad-equipment"),
]
