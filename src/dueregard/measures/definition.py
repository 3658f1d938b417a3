"""A measure: what is counted among whom, how groups are compared, and what it is called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import field as part
from types import MappingProxyType
from typing import Any

EACH = "each"
REST = "rest"
ORIENTATIONS = ("comparison/reference", "reference/comparison")
ESTIMATES = ("ratio", "difference", "proportion", "rate", "other")
SIDES = ("above", "below", "either")
BENCHMARKS = ("parity", "census", "sample", "whole", "target")


@dataclass(frozen=True)
class Source:
    """Rows of a return that are counted.

    Parameters
    ----------
    return_id : str
        The schema of the return: ``leavers``.
    where : mapping
        Condition on its fields, in the language of tabulation.
    count : str or mapping
        ``rows``, ``persons``, or ``{"sum": field}``.
    scale : float
        What one unit of the table stands for: 0.01 where hundredths of full-time posts are
        counted in whole numbers.
    title : str
        What is counted, in words.
    """

    return_id: str
    where: Mapping[str, Any] = part(default_factory=dict, hash=False)
    count: str | Mapping[str, str] = part(default="rows", hash=False)
    scale: float = 1.0
    title: str = ""


@dataclass(frozen=True)
class Population:
    """A population that no return of the body counts: residents, people of working age.

    Parameters
    ----------
    name : str
        Short name: ``residents``.
    title : str
        Who they are, in words.
    uncertainty : {"census", "sample"}
        Whether everybody was counted.
    design_effect : float
        For a sample: how many times its size a simple random sample of like precision has.
    """

    name: str
    title: str = ""
    uncertainty: str = "census"
    design_effect: float = 1.0


@dataclass(frozen=True)
class Benchmark:
    """What an estimate is held against.

    Parameters
    ----------
    kind : {"parity", "census", "sample", "whole", "target"}
        Equality of groups, the shares of a population that was counted or sampled, those of the
        whole that the group is a part of, or a figure somebody set.
    value : float, optional
        The figure, for a target; 1 for parity of a ratio.
    band : (float, float), optional
        Ratios that a standard screens as near enough: a label, never a verdict.
    design_effect : float
        For a sample.
    """

    kind: str = "parity"
    value: float | None = None
    band: tuple[float, float] | None = None
    design_effect: float = 1.0


@dataclass(frozen=True)
class Words:
    """Words the sentences of a measure are made of.

    Parameters
    ----------
    event : str
        What happened to people (``resigned``), or for rates what is counted (``searches``).
    people : str
        Who: ``inspectors``.
    exposure : str
        For rates, what they are per: ``residents``.
    reported : bool
        Whether the event is what people said, so that their words are theirs, not a finding.
    groups : mapping of str to str
        What groups are called before ``people``, by code: ``{"F": "female"}``.
    """

    event: str = "are counted"
    people: str = "people"
    exposure: str = "people"
    reported: bool = False
    groups: Mapping[str, str] = part(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Citation:
    """Where a measure is from, and whether somebody has read it there."""

    title: str
    url: str = ""
    verified: bool | str = False


@dataclass(frozen=True)
class Measure:
    """One entry of the catalogue: data, no code.

    Parameters
    ----------
    id, version, title : str
        ``wres.2``, the version of its pack, and its name in words.
    kind : str
        What kind of measure it is: says which tables it takes and how it is computed.
    numerator : Source or None
        What is counted.
    denominator : Source, Population or None
        Among whom: the eligible pool.
    scenarios : mapping of str to Source or Population
        Other denominators to set beside the first, none of them truer than the rest.
    called : tuple of str
        What laws and standards call it: ``nhs-wres#W2``.
    characteristic, classification : str
        Characteristic, and the classification whose codes the levels are.
    field : str
        The field of the return that holds it: ``ethnicity``.
    comparison, reference : str
        Group looked at (``each``: every group) and group it is held against (``rest``: all other
        people whose group is known).
    estimate : {"ratio", "difference", "proportion", "rate", "other"}
        What the headline figure is.
    ratio : {"comparison/reference", "reference/comparison"}
        Which group is on top.
    adverse : {"above", "below", "either"}
        On which side of parity the estimate, as oriented, is against the comparison group.
    benchmark : Benchmark
        What it is held against.
    period : mapping
        ``length`` (``12 months``) or ``snapshot`` (a day), and ``rounds`` where it repeats.
    method : str
        ``by_rule``: the table of rules of `dueregard.statistics` chooses, row by row.
    minimum_n : int
        Fewest people in a group for which anything is computed.
    family : str
        Comparisons that are adjusted together.
    per : float
        What rates are per: 1000.
    applies : str
        To whom the duty applies, in words.
    caveats : tuple of str
        What to bear in mind.
    words : Words
        Words for its sentences.
    sources : tuple of Citation
        Where it is from.
    verified : bool or str
        Whether its definition was read in the source; ``partial`` when some of it was.
    options : mapping
        What only its kind knows.

    Examples
    --------
    >>> mine = Measure("ours.1", "1", "Sent on courses", "comparison", Source("training"))
    >>> mine.adapted(comparison="F", reference="M").comparison
    'F'
    """

    id: str
    version: str
    title: str
    kind: str
    numerator: Source | None = None
    denominator: Source | Population | None = None
    scenarios: Mapping[str, Source | Population] = part(default_factory=dict, hash=False)
    called: tuple[str, ...] = ()
    characteristic: str = ""
    classification: str = ""
    field: str = ""
    comparison: str = EACH
    reference: str = REST
    estimate: str = "ratio"
    ratio: str = ORIENTATIONS[0]
    adverse: str = "either"
    benchmark: Benchmark = Benchmark()
    period: Mapping[str, Any] = part(default_factory=dict, hash=False)
    method: str = "by_rule"
    minimum_n: int = 5
    family: str = ""
    per: float = 1.0
    applies: str = ""
    caveats: tuple[str, ...] = ()
    words: Words = Words()
    sources: tuple[Citation, ...] = ()
    verified: bool | str = False
    options: Mapping[str, Any] = part(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        for name in ("scenarios", "period", "options"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    @property
    def inverted(self) -> bool:
        """Whether the reference group is on top of the ratio."""
        return self.ratio == ORIENTATIONS[1]

    def adapted(self, **changes: Any) -> Measure:
        """Return the measure with other fields: another characteristic, other groups.

        Raises
        ------
        TypeError
            For a field a measure does not have.
        """
        return replace(self, **changes)
