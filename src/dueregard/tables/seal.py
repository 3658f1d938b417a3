"""Who may read confidential counts and who may make releasable ones.

Two objects guard the tables. `READING` is what `disclosure` and `measures` hand over to read
counts; an import contract lets nobody else import it. The `Seal` is made once, by the door of
`disclosure`, and a `ReleasableTable` or `ReleasableFinding` is only made by who holds it.

Python cannot stop somebody who sets out to break in. This stops every accident, and makes
breaking in a deed that shows in review: the import, or a second claim, fails the tests.
"""

from __future__ import annotations

from typing import ClassVar, final

from .problems import Confidential


@final
class Capability:
    """The right to read confidential counts. There is one, `READING`."""

    __slots__ = ()

    def __reduce__(self) -> str:
        raise Confidential("The right to read counts cannot be stored or sent.")


READING = Capability()


@final
class Seal:
    """The right to make releasable tables and findings, claimed once by the door."""

    __slots__ = ()
    _holder: ClassVar[Seal | None] = None

    def __new__(cls) -> Seal:
        """Refuse: the seal is claimed, not made."""
        raise Confidential("Only the door of disclosure makes releasable tables.")

    @classmethod
    def claim(cls) -> Seal:
        """Make the one seal; a second claim is refused.

        Raises
        ------
        Confidential
            When the seal has been claimed already.
        """
        if cls._holder is not None:
            raise Confidential("Only the door of disclosure makes releasable tables.")
        cls._holder = object.__new__(cls)
        return cls._holder

    def __reduce__(self) -> str:
        raise Confidential("The right to make releasable tables cannot be stored or sent.")


def require(seal: object) -> None:
    """Refuse whoever does not hold the seal.

    Raises
    ------
    Confidential
        When `seal` is not the one the door claimed.
    """
    if not isinstance(seal, Seal) or seal is not Seal._holder:
        raise Confidential(
            "Only the door of disclosure makes releasable tables and findings: "
            "use dueregard.disclosure.protect."
        )
