"""Every address × every role, against one table: tests/web/permissions.yaml.

The table names, for each address, the roles that get in. Everybody else who is signed in is
refused (403) or does not learn that the thing exists (404); a visitor is asked to sign in.
Add an address to the product and this test fails until the table says who may use it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Role
from dueregard.web.accounts.public import PUBLIC_URL_NAMES
from dueregard.web.audit.models import Event
from dueregard.web.commitments import services as commitments
from dueregard.web.commitments.models import (
    Challenge,
    Closure,
    Entry,
    Evidence,
    EvidenceVersion,
    ExtensionRequest,
    Round,
)
from dueregard.web.governance import services as governance
from dueregard.web.governance.models import BoardPaper
from dueregard.web.organisation import services as organisation
from dueregard.web.organisation.models import Body, Post, PostHolding, RoleAssignment, Unit
from dueregard.web.overview.demonstration import load
from dueregard.web.overview.demonstration.people import Place, address
from dueregard.web.recommendations.imports.services import receive_paper, start_import
from dueregard.web.recommendations.imports.setup import NewSource, Setup
from dueregard.web.recommendations.models import (
    ImportRow,
    Link,
    PaperImport,
    ReceivedPaper,
    Recommendation,
    SheetImport,
    Source,
)

TABLE = Path(__file__).with_name("permissions.yaml")
REPORT = (
    Path(__file__).resolve().parents[2]
    / "src/dueregard/web/overview/demonstration/content/open_doors_report.txt"
)


#: Addresses of a paper that has been issued; the others are tried on a draft.
ISSUED_ONLY = {
    "governance:paper_file",
    "governance:paper_compare",
    "governance:paper_verify",
    "governance:paper_withdraw",
}


def every_address() -> Iterator[tuple[str, URLPattern]]:
    """Yield the name and pattern of every address of the product."""

    def walk(resolver: Any, namespace: str) -> Iterator[tuple[str, URLPattern]]:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                inner = f"{pattern.namespace}:" if pattern.namespace else ""
                yield from walk(pattern, namespace + inner)
            else:
                yield f"{namespace}{pattern.name}", pattern

    yield from walk(get_resolver(), "")


# Module-wide fixtures come before the database of the first test; this marks the module as
# one that needs it.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: Any) -> Iterator[Place]:
    """The demonstration, with one thing of each kind that an address may name."""
    with django_db_blocker.unblock(), transaction.atomic():
        administrator = organisation.first_administrator(
            email=address("administrator"),
            name="Systems administrator",
            password="otter-4821-amber-9304",
            authority_name="Wessamere Police Authority",
        )
        place = load(by=administrator, password="otter-4821-amber-9304")
        _make_what_is_missing(place)
        yield place
        # A refused request may have broken a savepoint; nothing of this is kept.
        transaction.set_rollback(True)


def _make_what_is_missing(place: Place) -> None:
    officer = User.objects.get(email=address("officer"))
    source = Source.objects.get(short_title="Fair at Work inquiry")
    for number in ("5", "6"):
        _prepare_paper(place, source, number, officer)
    governance.issue_paper(
        paper=BoardPaper.objects.get(report_number="5"),
        by=User.objects.get(email=address("secretary")),
    )
    item = _item("1(b)")
    commitments.hand_back(
        commitment=item.commitment,
        reason="The figures are kept by the workforce analyst.",
        by=User.objects.get(email=address("recruitment")),
    )
    commitments.request_evidence(
        commitment=item.commitment, what="The published figures", due_on=None, by=officer
    )
    commitments.add_evidence(
        commitments=[item.commitment],
        title="Draft figures",
        file=SimpleUploadedFile("figures.csv", b"stage,applied\nsift,212\n"),
        visibility="internal",
        by=officer,
    )
    client = Client()
    client.force_login(officer, "allauth.account.auth_backends.AuthenticationBackend")
    with REPORT.open("rb") as file:
        paper = receive_paper(upload=SimpleUploadedFile("report.txt", file.read()), by=officer)
    new = NewSource("Open Doors review", "Open Doors", "review", place.units["force"].pk)
    assert paper.paper_date
    setup = Setup(said_on=paper.paper_date, new_source=new, round_name="Report")
    start_import(paper=paper, setup=setup, by=officer)
    exported = client.get(reverse("recommendations:recommendation_list"), {"export": "csv"})
    content = exported.getvalue() if exported.streaming else exported.content
    client.post(
        reverse("recommendations:sheet_import_upload"),
        {"file": SimpleUploadedFile("list.csv", content, "text/csv")},
    )


def _prepare_paper(place: Place, source: Source, number: str, officer: User) -> None:
    governance.prepare_paper(
        source=source,
        round=Round.objects.filter(scope_kind="source", scope_id=source.pk).latest("position"),
        unit=place.units["authority"],
        meeting_of=f"Equality Board {number}",
        meeting_on=Round.objects.latest("opens_on").opens_on,
        report_number=number,
        title="Fair at Work: progress",
        by_office="Chief Executive",
        by=officer,
    )


def _item(number: str) -> Recommendation:
    return Recommendation.objects.get(number=number, source__short_title="Fair at Work inquiry")


def _arguments(name: str) -> dict[str, Any]:
    """Return what the address ``name`` takes: something that is there."""
    item = _item("1(b)")
    hand_back = item.commitment.hand_backs.get()
    special: dict[str, Any] = {
        "overview:audit_event": Event.objects.earliest("id"),
        "commitments:correct_entry": Entry.objects.filter(commitment=item.commitment).latest("id"),
        "commitments:decide_extension": ExtensionRequest.objects.get(),
        "commitments:decide_hand_back": hand_back,
        "commitments:evidence": Evidence.objects.get(title="Draft figures"),
        "commitments:add_evidence_version": Evidence.objects.get(title="Draft figures"),
        "commitments:withdraw_evidence": Evidence.objects.get(title="Draft figures"),
        "commitments:evidence_file": EvidenceVersion.objects.get(evidence__title="Draft figures"),
        "commitments:meet_evidence_request": item.commitment.evidence_requests.get(),
        "commitments:withdraw_evidence_request": item.commitment.evidence_requests.get(),
        "commitments:decide_closure": Closure.objects.filter(state="proposed").earliest("id"),
        "commitments:withdraw_closure": Closure.objects.filter(state="proposed").earliest("id"),
        "commitments:reopen": _item("1(a)").commitment,
        "recommendations:unlink": Link.objects.earliest("id"),
        "recommendations:import_row": ImportRow.objects.earliest("id"),
        "recommendations:recommendation_add": item.source,
        "governance:paper_file": {"pk": 1, "format": "html"},
        "commitments:open_round": {"scope_kind": "source", "scope_id": item.source.pk},
        "commitments:draft": {"name": "progress", "pk": item.pk},
        "recommendations:draft": {"name": "add", "pk": item.source.pk},
        "organisation:holding_end": PostHolding.objects.latest("id"),
        "organisation:role_end": RoleAssignment.objects.latest("id"),
        "organisation:role_give": User.objects.latest("id"),
        "organisation:person_hold": User.objects.latest("id"),
        "organisation:post_add": Unit.objects.latest("id"),
        "commitments:remind": Round.objects.filter(state="open").latest("id"),
        "commitments:close_round": Round.objects.filter(state="open").latest("id"),
        "account_reset_password_from_key": {"uidb36": "1", "key": "set-password"},
    }
    if name in special:
        given = special[name]
        return given if isinstance(given, dict) else {"pk": getattr(given, "pk", given)}
    by_word = [
        ("organisation:body", Body.objects.latest("id")),
        ("organisation:unit", Unit.objects.latest("id")),
        ("organisation:post", Post.objects.latest("id")),
        ("organisation:person", User.objects.latest("id")),
        ("commitments:challenge", Challenge.objects.filter(answered_at=None).earliest("id")),
        ("commitments:answer_challenge", Challenge.objects.filter(answered_at=None).earliest("id")),
        ("commitments:link_challenge", Challenge.objects.filter(answered_at=None).earliest("id")),
        ("commitments:round", Round.objects.filter(state="open").latest("id")),
        ("commitments:", item.commitment),
        ("recommendations:source", item.source),
        ("recommendations:sheet_import", SheetImport.objects.latest("id")),
        ("recommendations:received", ReceivedPaper.objects.latest("id")),
        ("recommendations:import_start", ReceivedPaper.objects.latest("id")),
        ("recommendations:import", PaperImport.objects.latest("id")),
        ("recommendations:", item),
        ("governance:paper", BoardPaper.objects.latest("id")),
    ]
    return {"pk": next(thing.pk for start, thing in by_word if name.startswith(start))}


def _address(name: str, pattern: URLPattern) -> str:
    arguments = _arguments(name) if pattern.pattern.regex.groupindex else {}
    if name in ISSUED_ONLY:
        arguments["pk"] = BoardPaper.objects.get(state="issued").pk
    query = f"?selected={_item('1(b)').pk}" if name == "commitments:assign_many" else ""
    return reverse(name, kwargs=arguments) + query


def outcome(client: Client, where: str) -> str:
    """Return ``in``, ``refused``, ``hidden`` or ``sign in`` for a request, changing nothing."""
    point = transaction.savepoint()
    response = client.get(where)
    if response.status_code == 405:
        response = client.post(where)
    transaction.savepoint_rollback(point)
    if response.streaming:
        # Reading it to its end closes the file; closing it by hand would close the connection.
        response.getvalue()
    if response.status_code == 403:
        return "refused"
    if response.status_code == 404:
        return "hidden"
    if response.status_code == 302 and "/accounts/login/" in response["Location"]:
        return "sign in"
    assert response.status_code < 500, (where, response.status_code)
    return "in"


def walked(place: Place, addresses: list[tuple[str, URLPattern]]) -> dict[str, list[str]]:
    """Return, for each address, who gets in."""
    found: dict[str, list[str]] = {name: [] for name, _ in addresses}
    for role in ["public", *Role.values]:
        key = None if role == "public" else _holder(place, role)
        for name, pattern in addresses:
            client = Client()
            if key is not None:
                client.force_login(
                    User.objects.get(email=address(key)),
                    "allauth.account.auth_backends.AuthenticationBackend",
                )
            got = outcome(client, _address(name, pattern))
            if got == "in":
                found[name].append(role)
            elif role == "public":
                assert got == "sign in", (name, got)
    return found


def _holder(place: Place, role: str) -> str:
    return next(
        key
        for key, user in place.people.items()
        if RoleAssignment.objects.filter(user=user, role=role).exists()
    )


def test_every_address_by_every_role(demonstration: Place) -> None:
    found = walked(demonstration, list(every_address()))
    if os.environ.get("DUEREGARD_WRITE_PERMISSIONS") == "1":
        _write(found)
    table: dict[str, list[str] | str] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    signed_in = list(Role.values)
    words = {"everybody": ["public", *signed_in], "signed in": signed_in}
    expected = {name: words[who] if isinstance(who, str) else who for name, who in table.items()}
    assert found == expected


def _write(found: dict[str, list[str]]) -> None:
    """Write the table as found, to be read by eye before it is committed."""
    lines = ["# Who gets in, by address. Read by tests/web/test_permissions.py.\n"]
    for name, roles in found.items():
        if roles == ["public", *Role.values]:
            who = "everybody"
        elif roles == list(Role.values):
            who = "signed in"
        else:
            who = f"[{', '.join(roles)}]"
        lines.append(f"{name}: {who}\n")
    TABLE.write_text("".join(lines), encoding="utf-8")


def test_only_listed_addresses_are_public() -> None:
    table = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    public = {name for name, who in table.items() if who == "everybody" or "public" in who}
    assert public == set(PUBLIC_URL_NAMES)


def test_every_view_declares_what_it_needs() -> None:
    undeclared = [
        name
        for name, pattern in every_address()
        if name not in PUBLIC_URL_NAMES and not hasattr(pattern.callback, "needs_permission")
    ]
    assert undeclared == []
