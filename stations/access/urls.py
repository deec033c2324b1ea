"""Pages of the door."""

from django.urls import path

from stations.access.views import login, me

urlpatterns = [
    path("", login.home, name="home"),
    path("login/", login.Login.as_view(), name="login"),
    path("logout/", login.Logout.as_view(), name="logout"),
    # Found before Django's own, so that the switch also holds for the person and not only for the browser.
    path("i18n/setlang/", login.set_language, name="set_language"),
    path("me/", me.me, name="me"),
    path("me/settings/", me.keep_settings, name="me-settings"),
    path("me/password/", login.password, name="password"),
    path("me/phones/<int:pk>/disconnect/", me.disconnect, name="phone-disconnect"),
]
