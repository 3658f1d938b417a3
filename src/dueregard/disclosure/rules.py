"""The parts of a disclosure policy that are more than a number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Zeros = Literal["safe", "unsafe"]
Verified = bool | Literal["partial"]
WEIGHTS = ("cells", "counts", "log")
RULES = ("nearest", "random")
SHORTEST_SEED = 16


@dataclass(frozen=True)
class Rounding:
    """How shown counts are rounded.

    Parameters
    ----------
    base : int
        The base: shown counts are its multiples.
    rule : {"nearest", "random"}
        To the nearest multiple (a half goes up), or up or down at random such that the mean is
        the count; the choice is fixed by the seed and the identity of the cell.
    seed : str
        Secret of random rounding, at least 16 characters. Whoever knows it can undo part of the
        rounding: it stands in no release and in no message.

    Raises
    ------
    ValueError
        When the rule is random and the secret is missing or too short.

    Notes
    -----
    Each cell is rounded by itself, margins too: a rounded table does not add up.
    """

    base: int
    rule: str = "nearest"
    seed: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if self.rule == "random" and len(self.seed) < SHORTEST_SEED:
            raise ValueError(
                f"seed: random rounding needs a secret of at least {SHORTEST_SEED} characters; "
                "make one at random, keep it from everybody who reads releases, and use the same "
                "one for every release"
            )

    @property
    def reach(self) -> int:
        """Return how far a rounded count can be from the count."""
        return self.base // 2 if self.rule == "nearest" else self.base - 1


@dataclass(frozen=True)
class Dominance:
    """When one or two contributors make up so much of a count that it speaks of them.

    Parameters
    ----------
    n, k : int and float, optional
        Unsafe when the `n` largest contributors (1 or 2) make up at least `k` per cent.
    p : float, optional
        Unsafe when the second largest can work out the largest to within `p` per cent.
    """

    n: int | None = None
    k: float | None = None
    p: float | None = None


@dataclass(frozen=True)
class Perturbation:
    """Cell key perturbation: the same people always get the same noise.

    Parameters
    ----------
    version : str
        Version of the table of noise.
    variance : float
        Variance of the noise of every count it can be reached for.
    maximum : int
        Largest change of a count.
    """

    version: str
    variance: float = 2.0
    maximum: int = 5


@dataclass(frozen=True)
class Weights:
    """What hiding a cell costs.

    Parameters
    ----------
    by : {"cells", "counts", "log"}
        Each cell alike, by its count, or by the logarithm of its count.
    margins : float
        How many times dearer a cell is for each dimension in which it is a margin.
    cells : tuple of (selector, factor)
        Cells that are dearer or cheaper: dimension to level, and the factor.
    grand_total : {"last", "priced"}
        Whether a total that is nobody's part is hidden only when nothing else protects the
        rest, or by its price like any other cell.
    """

    by: str = "cells"
    margins: float = 10.0
    cells: tuple[tuple[Mapping[str, str], float], ...] = ()
    grand_total: str = "last"


@dataclass(frozen=True)
class Derived:
    """What becomes of percentages, rates and ratios.

    Parameters
    ----------
    treatment : {"recompute", "coarsen", "withhold"}
        From the counts as shown, and withheld where one of them is hidden; or where one is
        hidden, with so few decimals that the attack finds nothing, if that is possible; or never
        shown.
    decimals : int
        Most decimals of a percentage.
    smallest_denominator : float
        A percentage of fewer people is withheld.
    smallest_average : int
        An average of fewer people is withheld; when 0, the larger of the policy's threshold and
        the size of groups in models.
    """

    treatment: str = "recompute"
    decimals: int = 1
    smallest_denominator: float = 0.0
    smallest_average: int = 0


@dataclass(frozen=True)
class Reliability:
    """When what is shown is marked ``[low]``: it can be relied on little.

    Each rule looks at counts as they are shown, so that a mark tells nothing of hidden ones; 0
    turns a rule off.

    Parameters
    ----------
    counts : int
        A count above 0 and below this.
    events : int
        A statistic that counts fewer events.
    denominator : float
        A statistic among fewer people.
    relative_width : float
        A statistic whose interval is wider than this many times its value.

    References
    ----------
    Office for National Statistics, freedom of information answer FOI/2021/3301: rates of fewer
    than 20 deaths are marked as unreliable. National Center for Health Statistics, Evaluation of
    the data presentation standards for rates: unreliable with fewer than 10 in numerator or
    denominator, or with a 95 % interval wider than 160 % of the rate. National Survey of
    Children's Health, 2016: denominators of at least 30, and a mark where the 95 % interval is
    wider than 1.2 times the estimate.
    """

    counts: int = 0
    events: int = 0
    denominator: float = 0.0
    relative_width: float = 0.0


@dataclass(frozen=True)
class Models:
    """When a model may be shown.

    Parameters
    ----------
    residual_degrees : int
        Fewest residual degrees of freedom.
    group_size : int
        Fewest people in any group the model speaks of.
    """

    residual_degrees: int = 10
    group_size: int = 10


@dataclass(frozen=True)
class Source:
    """Where a policy comes from, and whether somebody has checked that.

    Parameters
    ----------
    title : str
        Whose rule it is.
    verified : bool or "partial"
        Whether its facts were compared with the source; in part, as the note says.
    note : str
        What was compared with what.
    links : tuple of str
        Addresses of the sources.
    """

    title: str = ""
    verified: Verified = True
    note: str = ""
    links: tuple[str, ...] = field(default=())
