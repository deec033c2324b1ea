"""Pages of the forum: the office's, the member's own, and the public ones."""

from django.urls import path

from community.forum import phone, views, views_answers, views_public
from community.forum.words import Kind

urlpatterns = [
    path("community/forum/", views.inbox, name="forum-posts"),
    path("community/forum/answers/", views_answers.official_answers, name="official-answers"),
    path("community/forum/answers/new/", views_answers.answer_new, name="official-answer-new"),
    path("community/forum/answers/<int:pk>/", views_answers.official_answer, name="official-answer"),
    path("community/forum/answers/<int:pk>/<slug:verb>/", views_answers.answer_verb, name="official-answer-verb"),
    path("community/forum/news/", views_answers.announcements, name="announcements"),
    path("community/forum/news/new/", views_answers.announcement_edit, name="announcement-new"),
    path("community/forum/news/<int:pk>/", views_answers.announcement, name="announcement"),
    path("community/forum/news/<int:pk>/edit/", views_answers.announcement_edit, name="announcement-edit"),
    path("community/forum/news/<int:pk>/<slug:verb>/", views_answers.announcement_verb, name="announcement-verb"),
    path("community/forum/settings/", views_answers.setup, name="forum-settings"),
    path("community/forum/settings/install/", views_answers.install, name="forum-topics-install"),
    path("community/forum/settings/topics/new/", views_answers.topic, name="forum-topic-new"),
    path("community/forum/settings/topics/<int:pk>/", views_answers.topic, name="forum-topic"),
    path("community/forum/sittings/<int:pk>/", views.of_sitting, name="sitting-questions-part"),
    path("community/forum/<int:pk>/", views.post, name="forum-post"),
    path("community/forum/<int:pk>/show/", views.show, name="forum-show"),
    path("community/forum/<int:pk>/hide/", views.hide, name="forum-hide"),
    path("community/forum/<int:pk>/decide/", views.decide, name="forum-decide"),
    path("community/forum/<int:pk>/phone/", views.phone, name="forum-phone"),
    path("community/forum/<int:pk>/reuse/<int:official_answer>/", views.reuse, name="forum-reuse"),
    path("community/forum/<int:pk>/<slug:verb>/", views.verb, name="forum-verb"),
    path("me/ask/", phone.start, name="my-questions"),
    path("me/ask/similar/", phone.similar, name="similar-questions"),
    path("me/ask/new/", phone.ask, name="question-ask"),
    path("me/ask/suggest/", phone.ask, {"kind": Kind.SUGGESTION}, name="suggestion-make"),
    path("me/ask/board/", phone.board, name="forum-board"),
    path("me/ask/board/<int:pk>/useful/", phone.useful, name="forum-useful"),
    path("me/ask/board/<int:pk>/report/", phone.report, name="forum-report"),
    path("me/ask/answers/", phone.answers, name="forum-answers"),
    path("me/ask/answers/<int:pk>/", phone.answer, name="forum-answer"),
    path("me/ask/answers/<int:pk>/helped/", phone.helped, name="forum-answer-helped"),
    path("me/ask/<int:pk>/", phone.mine, name="my-question"),
    path("me/ask/<int:pk>/<slug:verb>/", phone.mine_verb, name="my-question-verb"),
    path("me/news/", phone.news, name="my-news"),
    path("q/ask/receipt/", views_public.receipt, name="forum-receipt"),
    path("q/ask/<slug:station>/", views_public.start, name="public-forum"),
    path("q/ask/<slug:station>/similar/", views_public.similar, name="public-similar"),
    path("q/ask/<slug:station>/answers/<int:pk>/", views_public.answer, name="public-answer"),
    path("q/ask/<slug:station>/<slug:writing>/", views_public.new, name="public-ask"),
]
