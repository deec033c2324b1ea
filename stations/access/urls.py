"""Pages of the door."""

from django.urls import path

from stations.access.views import codes, daybook, factor, login, me, walls

urlpatterns = [
    path("", login.home, name="home"),
    path("login/", login.Login.as_view(), name="login"),
    path("logout/", login.Logout.as_view(), name="logout"),
    # Found before Django's own, so that the switch also holds for the person and not only for the browser.
    path("i18n/setlang/", login.set_language, name="set_language"),
    path("me/account/", me.me, name="account"),
    path("me/settings/", me.keep_settings, name="me-settings"),
    path("me/password/", login.password, name="password"),
    path("me/second-factor/", factor.verify, name="second-factor"),
    path("me/second-factor/setup/", factor.setup, name="second-factor-setup"),
    path("me/code/", codes.enter, name="code-enter"),
    path("me/phones/<int:pk>/disconnect/", me.disconnect, name="phone-disconnect"),
    path("team/accounts/", codes.accounts, name="accounts"),
    path("team/people/<int:user_id>/code/", codes.issue, name="code-issue"),
    path("team/people/<int:user_id>/phones/<int:pk>/disconnect/", codes.disconnect, name="person-phone-disconnect"),
    path("team/daybook/", daybook.daybook, name="daybook"),
    path("team/walls/", walls.walls, name="walls"),
    path("team/walls/<int:pk>/disconnect/", walls.disconnect, name="wall-disconnect"),
    path("wall/", walls.wall, name="wall"),
]
