"""Pages of the groups."""

from django.urls import path

from community.groups import views, views_members, views_own, views_public, views_setup
from community.groups.models import GroupLead

LEADER, DEPUTY = GroupLead.Role.LEADER, GroupLead.Role.DEPUTY

urlpatterns = [
    path("community/groups/", views.groups, name="watch-groups"),
    path("community/groups/new/", views.group_keep, name="watch-group-new"),
    path("community/groups/<int:pk>/", views.group, name="watch-group"),
    path("community/groups/<int:pk>/edit/", views.group_keep, name="watch-group-edit"),
    path("community/groups/<int:pk>/leader/", views.group_lead, {"role": LEADER}, name="watch-group-leader"),
    path("community/groups/<int:pk>/deputy/", views.group_lead, {"role": DEPUTY}, name="watch-group-deputy"),
    path("community/groups/<int:pk>/poster/", views.group_poster, name="watch-group-poster"),
    path("community/groups/<int:pk>/poster/renew/", views.poster_renew, name="watch-group-poster-renew"),
    path("community/enrolments/", views.enrolments, name="enrolments"),
    path("community/enrolments/new/", views.enrolment_new, name="enrolment-new"),
    path("community/enrolments/slips/", views.enrolment_slips, name="enrolment-slips"),
    path("community/enrolments/<int:pk>/confirm/", views.enrolment_confirm, name="enrolment-confirm"),
    path("community/enrolments/<int:pk>/forget/", views.enrolment_forget, name="enrolment-forget"),
    path("community/members/", views_members.members, name="members"),
    path("community/members/<int:pk>/", views_members.member, name="member"),
    path("community/members/<int:pk>/renew/", views_members.member_renew, name="member-renew"),
    path("community/members/<int:pk>/leave/", views_members.member_leave, name="member-leave"),
    path("community/members/<int:pk>/strike/", views_members.member_strike, name="member-strike"),
    path("community/members/<int:pk>/readmit/", views_members.member_readmit, name="member-readmit"),
    path("community/members/<int:pk>/vet/", views_members.member_vet, name="member-vet"),
    path("community/members/<int:pk>/move/", views_members.member_move, name="member-move"),
    path("community/members/<int:pk>/phone/", views_members.member_phone, name="member-phone"),
    path("community/members/<int:pk>/card/", views_members.member_card, name="member-card"),
    path("community/members/<int:pk>/card/new/", views_members.member_card_new, name="member-card-new"),
    path("community/members/<int:pk>/erase/", views_members.member_erase, name="member-erase"),
    path("community/settings/", views_setup.overview, name="community-settings"),
    path("community/settings/numbers/", views_setup.numbers, name="community-numbers"),
    path("community/settings/text/", views_setup.text, name="consent-text-new"),
    path("community/settings/trades/new/", views_setup.trade, name="watch-trade-new"),
    path("community/settings/trades/<int:pk>/", views_setup.trade, name="watch-trade"),
    path("community/settings/office/new/", views_setup.seat, name="watch-office-new"),
    path("community/settings/office/<int:pk>/end/", views_setup.seat_end, name="watch-office-end"),
    path("me/membership/", views_own.my_membership, name="my-membership"),
    path("me/membership/renew/", views_own.my_renewal, name="my-renewal"),
    path("me/membership/leave/", views_own.my_leaving, name="my-leaving"),
    path("me/membership/card/", views_own.my_card, name="my-card"),
    path("me/membership/card/paper/", views_own.my_card_paper, name="my-card-paper"),
    path("me/membership/data/", views_own.my_data, name="my-data"),
    path("me/membership/data/export/", views_own.my_data_export, name="my-data-export"),
    path("me/membership/data/erase/", views_own.my_data_erase, name="my-data-erase"),
    path("me/group/", views_own.my_group, name="my-group"),
    path("me/group/<int:pk>/poster/", views_own.my_group_poster, name="my-group-poster"),
    path("q/join/", views_public.join_code, name="join-code"),
    path("q/join/s/<str:token>/", views_public.join_slip, name="join-slip"),
    path("q/join/g/<str:token>/", views_public.join_group, name="join-group"),
    path("q/member/<str:token>/", views_public.member_check, name="member-check"),
]
