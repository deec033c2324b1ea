"""Pages of training."""

from django.urls import path

from stations.training import views

urlpatterns = [
    path("team/training/", views.sittings, name="sittings"),
    path("team/training/new/", views.sitting_new, name="sitting-new"),
    path("team/training/<int:pk>/", views.sitting, name="sitting"),
    path("team/training/<int:pk>/mark/", views.sitting_mark, name="sitting-mark"),
    path("team/training/<int:pk>/screen/", views.screen, name="sitting-screen"),
    path("team/training/<int:pk>/digits/", views.digits, name="sitting-digits"),
    path("team/training/<int:pk>/<slug:verb>/", views.sitting_verb, name="sitting-verb"),
    path("team/courses/", views.courses, name="courses"),
    path("team/courses/new/", views.course_form, name="course-new"),
    path("team/courses/<int:pk>/", views.course, name="course"),
    path("team/courses/<int:pk>/edit/", views.course_form, name="course-edit"),
    path("me/training/", views.my_training, name="my-training"),
    path("me/training/<int:pk>/", views.my_sitting, name="my-sitting"),
]
