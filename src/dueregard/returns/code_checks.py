"""What does not hold together in a list of codes that a schema declares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dueregard.vocabulary.labels import normalise

from .field_model import Code
from .labels import RESERVED


def code_problems(codes: Sequence[Code]) -> Iterator[str]:
    """Yield each code that is reserved and each label that means two codes.

    Examples
    --------
    >>> list(code_problems([Code("WON", "Won", ("yes",)), Code("LOST", "Lost", ("Yes",))]))
    ['codes: the label “Yes” stands for WON and LOST; a label means one code']
    >>> list(code_problems([Code("NOT_RECORDED", "Lost")]))
    ['code NOT_RECORDED: it is kept for not_recorded; give missing: not_recorded, or another code']
    """
    for one in codes:
        kind = RESERVED.get(one.code)
        if kind is not None and one.missing != kind:
            yield (f"code {one.code}: it is kept for {kind}; give missing: {kind}, or another code")
    meanings: dict[str, str] = {}
    for one in codes:
        for label in dict.fromkeys((one.code, one.label, *one.synonyms)):
            other = meanings.setdefault(normalise(label), one.code)
            if other != one.code:
                yield (
                    f"codes: the label “{label}” stands for {other} and {one.code}; a label "
                    "means one code"
                )
    kinds = [one.missing for one in codes if one.missing]
    for kind in sorted({kind for kind in kinds if kinds.count(kind) > 1}):
        yield f"codes: {kind} is the missing of two codes; one is allowed"
