from __future__ import annotations

from accrue.accounts.explaining import explain
from accrue.accounts.models import FieldRule, User
from accrue.accounts.services import create_team, create_user
from accrue.accounts.tests.test_access import role_with, somebody, team_with


def test_names_the_role_and_how_far_it_reaches(boss, rep):
    found = explain(boss, "user", "edit")
    assert (found.is_allowed, found.answer) == (True, "Ada Boss may change users.")
    assert found.reasons[0] == "The role Administrator lets them change users: all of them."
    found = explain(rep, "user", "edit")
    assert not found.is_allowed
    assert "None of their roles lets them change users. They hold: Sales rep." in found.reasons
    assert "Roles that reach further: Administrator (all). An administrator can give one." in found.reasons


def test_names_the_team_that_brought_the_role(db):
    role = role_with(user_see="all")
    team = team_with(role)
    found = explain(somebody(teams=(team,)), "user", "see")
    assert found.reasons[0] == (
        f"The role {role.name} (through the team {team.name}) lets them see users: all of them."
    )


def test_says_whose_record_it_is(north, south):
    asker = somebody(role_with(user_see="team"), teams=(north,))
    colleague = create_user(email="c@accrue.test", name="Cem", team=north)
    stranger = create_user(email="s@accrue.test", name="Sue", team=south)
    near, far = explain(asker, "user", "see", colleague), explain(asker, "user", "see", stranger)
    assert near.is_allowed
    assert "It belongs to Cem, team North." in near.reasons
    assert "They are in that team." in near.reasons
    assert not far.is_allowed
    assert "It belongs to Sue, team South." in far.reasons
    assert explain(asker, "user", "see", asker).reasons[-1] == "It is their own."


def test_no_role_and_disabled(db):
    user = somebody()
    assert (
        explain(user, "user", "see").reasons[0] == "They hold no role, and without one nobody may see users."
    )
    User.objects.filter(pk=user.pk).update(is_active=False)
    found = explain(User.objects.get(pk=user.pk), "user", "see")
    assert "disabled" in found.reasons[0]


def test_agrees_with_what_is_allowed(boss, manager, rep):
    from accrue.accounts.access import access_of
    from accrue.accounts.kinds import Action, kinds

    create_team(actor=boss, name="West")
    for user in (boss, manager, rep):
        for kind in kinds():
            for action in Action:
                assert explain(user, kind.key, action).is_allowed == access_of(user).may(kind.key, action)


def test_fields(db):
    hiding = role_with(person_see="all")
    FieldRule.objects.create(role=hiding, kind="person", field="phone", level="hide")
    fields = {name: (level, why) for name, level, why in explain(somebody(hiding), "person", "see").fields}
    assert fields["phone"] == ("hidden", f"lowered by {hiding.name}")
    both = somebody(hiding, role_with(person_see="own"))
    fields = {name: level for name, level, _ in explain(both, "person", "see").fields}
    assert fields["phone"] == "may be changed"
