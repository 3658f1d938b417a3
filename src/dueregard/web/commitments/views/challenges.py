"""Pages of challenges: the list, one challenge, its answer, further items."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Permission
from dueregard.web.audit import presenters
from dueregard.web.commitments import queries, services
from dueregard.web.commitments.access import may_on
from dueregard.web.commitments.forms import statements as forms
from dueregard.web.commitments.lists import ChallengeList
from dueregard.web.commitments.models import Challenge, Commitment
from dueregard.web.commitments.pages import origins_of
from dueregard.web.commitments.queries.related import siblings
from dueregard.web.commitments.views.acting import ActView
from dueregard.web.commitments.voices import challenge_voice


def challenge_list(request: HttpRequest) -> HttpResponseBase:
    """Show what has been asked, what nobody has answered first."""
    assert isinstance(request.user, User)
    listing = ChallengeList(request.user, request.GET)
    if listing.export_format:
        return listing.export()
    waiting = queries.open_challenges(request.user)
    oldest = waiting.first()
    context = {
        "listing": listing,
        "unanswered": waiting.count(),
        "oldest": oldest,
        "oldest_waited": queries.waited(oldest) if oldest else "",
    }
    return render(request, "commitments/challenge_list.html", context)


def challenge(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one challenge, the items it is about and its answers."""
    assert isinstance(request.user, User)
    found = _visible_or_404(request.user, pk)
    seen = queries.seen_commitments(found)
    origins = origins_of(seen)
    history = queries.challenge_history(found)[:100]
    context = {
        "challenge": found,
        "voice": challenge_voice(found),
        "items": [(origins[item.pk], item) for item in seen],
        "waited": queries.waited(found),
        "may_answer": any(may_on(request.user, Permission.ANSWER, item) for item in seen),
        "may_link": found.answered_at is None
        and any(may_on(request.user, Permission.CHALLENGE, item) for item in seen),
        "history": presenters.present(history),
    }
    return render(request, "commitments/challenge.html", context)


class _ChallengeView(ActView):
    """A form about a challenge, reached with the key of the challenge."""

    challenge: Challenge
    seen: list[Commitment]

    def load(self, pk: int) -> None:
        self.challenge = _visible_or_404(self.user, pk)
        self.seen = queries.seen_commitments(self.challenge)
        self.commitment = self.seen[0]

    def require(self) -> None:
        allowed = [item for item in self.seen if may_on(self.user, self.permission, item)]
        if not allowed:
            raise PermissionDenied(
                f"You may not {self.permission.value} on any item of this challenge."
            )
        self.commitment = allowed[0]

    def context(self) -> dict[str, Any]:
        origins = origins_of(self.seen)
        return {
            "challenge": self.challenge,
            "voice": challenge_voice(self.challenge),
            "items": [(origins[item.pk], item) for item in self.seen],
            "waited": queries.waited(self.challenge),
        }

    def done_href(self) -> str:
        return reverse("commitments:challenge", args=[self.challenge.pk])


class AnswerChallenge(_ChallengeView):
    permission = Permission.ANSWER
    form_class = forms.AnswerForm
    template_name = "commitments/answer.html"
    title = "Answer the challenge"
    button = "Answer"
    draft_name = "answer"

    def form_arguments(self) -> dict[str, Any]:
        return {"version": self.challenge.answers.count()}

    def act(self, form: Any) -> str:
        services.answer_challenge(
            challenge=self.challenge,
            text=form.cleaned_data["text"],
            expected_answers=form.expected_version,
            by=self.user,
        )
        number = self.challenge.items.count()
        return "Answered." if number == 1 else f"Answered on all {number} items at once."


class LinkChallenge(_ChallengeView):
    permission = Permission.CHALLENGE
    form_class = forms.LinkChallengeForm
    template_name = "commitments/answer.html"
    title = "This challenge is about another item too"
    button = "Link the item"

    def form_arguments(self) -> dict[str, Any]:
        there = {item.pk for item in self.seen}
        others = siblings(self.commitment, self.user, Permission.CHALLENGE)
        return {"others": [other for other in others if other.pk not in there]}

    def act(self, form: Any) -> str:
        commitment = Commitment.objects.get(pk=form.cleaned_data["commitment"])
        services.link_challenge(challenge=self.challenge, commitment=commitment, by=self.user)
        return f"The challenge is about {commitment.reference} too: one answer answers both."


def _visible_or_404(user: User, pk: int) -> Challenge:
    found = queries.challenges_visible_to(user).filter(pk=pk).first()
    if found is None:
        raise Http404("There is no such challenge.")
    return found
