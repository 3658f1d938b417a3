"""The permissions there are and the roles that give them: one table, as data.

The test of permissions walks every address against this table.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import models

from dueregard.web.core.registry import Registry

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User


class Permission(StrEnum):
    """One thing a person may be allowed to do, in a unit and all below it."""

    VIEW = "see the register"
    VIEW_RESTRICTED = "see restricted items"
    VIEW_AUDIT = "read the audit record"
    MANAGE_PEOPLE = "add people and give roles"
    MANAGE_ORGANISATION = "change bodies, units and posts"
    MANAGE_SOURCES = "add sources, recommendations and imports"
    MANAGE_ROUNDS = "open and close reporting rounds"
    ASSIGN = "name owners and due dates"
    REPORT = "report progress and next steps"
    ANSWER = "answer challenges"
    CHALLENGE = "ask challenges"
    ADD_EVIDENCE = "add evidence"
    REQUEST_EVIDENCE = "ask for evidence"
    DECIDE_REQUESTS = "decide on extensions and hand-backs"
    PROPOSE_CLOSURE = "propose closure"
    VERIFY_CLOSURE = "verify or refuse closure"
    REOPEN = "reopen what was closed"
    EDIT_PAPERS = "prepare board papers"
    ISSUE_PAPERS = "issue board papers"


class Role(models.TextChoices):
    """What somebody is in a unit."""

    ADMINISTRATOR = "administrator", "Administrator"
    EQUALITY_OFFICER = "equality_officer", "Equality officer"
    UNIT_LEAD = "unit_lead", "Unit lead"
    CONTRIBUTOR = "contributor", "Contributor"
    POLICY_MANAGER = "policy_manager", "Policy manager"
    ANALYST = "analyst", "Analyst"
    SECRETARY = "secretary", "Committee secretary"
    SCRUTINEER = "scrutineer", "Scrutineer"
    VERIFIER = "verifier", "Verifier"
    ASSOCIATION_OFFICER = "association_officer", "Association officer"
    AUDITOR = "auditor", "Auditor"


_P = Permission
_DELIVERY = {_P.VIEW, _P.REPORT, _P.ANSWER, _P.ADD_EVIDENCE, _P.PROPOSE_CLOSURE}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(
        {_P.VIEW, _P.VIEW_AUDIT, _P.MANAGE_PEOPLE, _P.MANAGE_ORGANISATION}
    ),
    Role.EQUALITY_OFFICER: frozenset(
        _DELIVERY
        | {
            _P.VIEW_RESTRICTED,
            _P.MANAGE_SOURCES,
            _P.MANAGE_ROUNDS,
            _P.ASSIGN,
            _P.REQUEST_EVIDENCE,
            _P.DECIDE_REQUESTS,
            _P.REOPEN,
            _P.EDIT_PAPERS,
            _P.ISSUE_PAPERS,
        }
    ),
    Role.UNIT_LEAD: frozenset(_DELIVERY | {_P.VIEW_RESTRICTED, _P.ASSIGN, _P.DECIDE_REQUESTS}),
    Role.CONTRIBUTOR: frozenset(_DELIVERY),
    Role.POLICY_MANAGER: frozenset(_DELIVERY),
    Role.ANALYST: frozenset({_P.VIEW, _P.ADD_EVIDENCE}),
    Role.SECRETARY: frozenset({_P.VIEW, _P.VIEW_RESTRICTED, _P.EDIT_PAPERS, _P.ISSUE_PAPERS}),
    Role.SCRUTINEER: frozenset({_P.VIEW, _P.VIEW_RESTRICTED, _P.CHALLENGE, _P.REQUEST_EVIDENCE}),
    Role.VERIFIER: frozenset(
        {_P.VIEW, _P.VIEW_RESTRICTED, _P.REQUEST_EVIDENCE, _P.VERIFY_CLOSURE, _P.REOPEN}
    ),
    Role.ASSOCIATION_OFFICER: frozenset({_P.VIEW}),
    Role.AUDITOR: frozenset({_P.VIEW, _P.VIEW_RESTRICTED, _P.VIEW_AUDIT}),
}

#: What holding the owner or deputy post of an item allows on that item alone.
OWNER_PERMISSIONS: frozenset[Permission] = frozenset(_DELIVERY)


def permissions_of(role: Role | str) -> frozenset[Permission]:
    """Return the permissions a role gives.

    Examples
    --------
    >>> Permission.VERIFY_CLOSURE in permissions_of("verifier")
    True
    >>> Permission.REPORT in permissions_of("verifier")
    False
    """
    return ROLE_PERMISSIONS[Role(role)]


#: ``may(user, permission)`` → whether the user may do it anywhere; registered by the app that
#: knows units and roles, asked by ``User.has_perm``.
deciders: Registry[Callable[[User, Permission], bool]] = Registry("deciders")
