"""Pages of training."""

from django.urls import path

from stations.training import views, views_bank, views_office, views_own, views_public

urlpatterns = [
    path("team/training/", views.sittings, name="sittings"),
    path("team/training/new/", views.sitting_new, name="sitting-new"),
    path("team/training/reach/", views_office.training_reach, name="training-reach"),
    path("team/training/settings/", views_office.training_settings, name="training-settings"),
    path("team/training/<int:pk>/", views.sitting, name="sitting"),
    path("team/training/<int:pk>/change/", views.sitting_change, name="sitting-change"),
    path("team/training/<int:pk>/mark/", views.sitting_mark, name="sitting-mark"),
    path("team/training/<int:pk>/quiz/", views.sitting_quiz, name="sitting-quiz"),
    path("team/training/<int:pk>/screen/", views.screen, name="sitting-screen"),
    path("team/training/<int:pk>/digits/", views.digits, name="sitting-digits"),
    path("team/training/<int:pk>/<slug:verb>/", views.sitting_verb, name="sitting-verb"),
    path("team/courses/", views.courses, name="courses"),
    path("team/courses/new/", views.course_form, name="course-new"),
    path("team/courses/<int:pk>/", views.course, name="course"),
    path("team/courses/<int:pk>/due/", views_office.course_due, name="course-due"),
    path("team/courses/<int:pk>/edit/", views.course_form, name="course-edit"),
    path("team/bank/", views_bank.bank, name="bank"),
    path("team/bank/new/", views_bank.bank_form, name="bank-question-new"),
    path("team/bank/<int:pk>/", views_bank.bank_question, name="bank-question"),
    path("team/bank/<int:pk>/edit/", views_bank.bank_form, name="bank-question-edit"),
    path("team/bank/<int:pk>/<slug:verb>/", views_bank.bank_verb, name="bank-question-verb"),
    path("team/certificates/", views_office.certificates, name="certificates"),
    path("team/certificates/<int:pk>/", views_office.certificate, name="certificate"),
    path("team/certificates/<int:pk>/paper/", views_office.certificate_pdf, name="certificate-paper"),
    path("team/certificates/<int:pk>/revoke/", views_office.certificate_revoke, name="certificate-revoke"),
    path("me/training/", views_own.my_training, name="my-training"),
    path("me/training/<int:pk>/", views_own.my_sitting, name="my-sitting"),
    path("me/training/<int:pk>/enrol/", views_own.my_enrol, name="my-enrol"),
    path("me/training/<int:pk>/cancel/", views_own.my_giving_up, name="my-giving-up"),
    path("me/training/<int:pk>/quiz/", views_own.my_quiz, name="my-quiz"),
    path("me/training/certificates/<int:pk>/", views_own.my_certificate, name="my-certificate"),
    path("me/training/certificates/<int:pk>/paper/", views_own.my_certificate_pdf, name="my-certificate-paper"),
    path("q/certificate/<str:token>/", views_public.certificate_check, name="certificate-check"),
]
