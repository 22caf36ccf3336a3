from __future__ import annotations

from django.urls import path

from accrue.accounts.views import people, profile, roles, sign_in, teams

app_name = "accounts"
urlpatterns = [
    path("join/<str:token>/", sign_in.join, name="join"),
    path("me/", profile.profile, name="profile"),
    path("me/sessions/end/", profile.end_other_sessions, name="end_other_sessions"),
    path("me/tokens/", profile.tokens, name="tokens"),
    path("me/tokens/<int:token_id>/revoke/", profile.revoke_token, name="revoke_token"),
    path("me/why/", roles.why, name="why"),
    path("users/", people.user_list, name="users"),
    path("users/options/", people.user_options, name="user-options"),
    path("users/invite/", people.invite, name="invite"),
    path("users/<int:user_id>/", people.user_page, name="user"),
    path("users/<int:user_id>/disable/", people.disable_user, name="disable_user"),
    path("users/<int:user_id>/enable/", people.enable_user, name="enable_user"),
    path("invitations/<int:invitation_id>/renew/", people.renew_invitation, name="renew_invitation"),
    path("invitations/<int:invitation_id>/withdraw/", people.withdraw_invitation, name="withdraw_invitation"),
    path("teams/", teams.team_list, name="teams"),
    path("teams/new/", teams.new_team, name="new_team"),
    path("teams/<int:team_id>/", teams.team_page, name="team"),
    path("teams/<int:team_id>/archive/", teams.archive_team, name="archive_team"),
    path("teams/<int:team_id>/restore/", teams.restore_team, name="restore_team"),
    path("roles/", roles.role_list, name="roles"),
    path("roles/<int:role_id>/", roles.role_page, name="role"),
    path("roles/<int:role_id>/copy/", roles.copy_role, name="copy_role"),
    path("roles/<int:role_id>/delete/", roles.delete_role, name="delete_role"),
    path("organisation/", roles.organisation_page, name="organisation"),
]
