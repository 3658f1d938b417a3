"""From a measure and its tables to findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from dueregard.statistics import adjust_p_values
from dueregard.statistics.arguments import check_confidence
from dueregard.tables import ReleasableTable
from dueregard.tables.seal import READING

from .cells import rounded
from .definition import Measure
from .families import MULTIPLICITY, Adjusted, Looks, adjusted, gated, verdicts
from .findings import Findings, Setting
from .kinds import Request, kind_named
from .problems import UnusableSetting


def compute(
    measure: Measure,
    tables: Mapping[str, object],
    *,
    by: Sequence[str] = (),
    confidence: float = 0.95,
    looks: int | Looks = 1,
    multiplicity: str = "holm",
) -> Findings:
    """Compute a measure.

    Parameters
    ----------
    measure : Measure
        What to compute.
    tables : mapping of str to table
        Tables by the names the kind takes them under: ``numerator`` and ``denominator`` for most.
        Their first dimension is the characteristic.
    by : sequence of str
        Dimensions to break the findings down by; any other dimension is at its total.
    confidence : float
        Two-sided level of intervals, and one less the error that verdicts allow.
    looks : int or Looks
        How often this monitor has been looked at.
    multiplicity : {"holm", "benjamini_hochberg"}
        What verdicts allow for: any false finding in the family, or too large a share of false
        ones over the whole monitor.

    Returns
    -------
    Findings
        Confidential unless every table is releasable.

    Raises
    ------
    UnusableCounts
        For tables that are missing, not known to the kind, or do not fit each other.
    UnusableSetting
        A multiplicity not known.
    ValueError
        A confidence outside 0 and 1.

    Examples
    --------
    >>> from dueregard.tables import FrequencyTable
    >>> def staff(bme, white):
    ...     return FrequencyTable.from_records(
    ...         [{"ethnicity": "bme", "count": bme}, {"ethnicity": "white", "count": white}]
    ...     )
    >>> from dueregard.measures import measure
    >>> findings = compute(
    ...     measure("leaving.resignation"),
    ...     {"numerator": staff(1, 9), "denominator": staff(66, 1250)},
    ... )
    >>> findings
    <Findings leaving.resignation; confidential>
    """
    if multiplicity not in MULTIPLICITY:
        raise UnusableSetting(
            f"multiplicity: {multiplicity!r} is not one of {', '.join(MULTIPLICITY)}"
        )
    level = check_confidence(confidence)
    how_often = looks if isinstance(looks, Looks) else Looks(looks)
    kind = kind_named(measure.kind)
    kind.check(tables)
    columns = kind.compute(Request(measure, tables, tuple(by), level))
    released = [table for table in tables.values() if isinstance(table, ReleasableTable)]
    setting = Setting(
        measure=measure,
        confidence=level,
        looks=how_often,
        multiplicity=multiplicity,
        confidential=len(released) < len(tables),
        people=kind.people,
        policies=tuple(dict.fromkeys(table.policy for table in released)),
        rounded=rounded(released),
    )
    made = adjusted(columns, confidence=level, looks=how_often, multiplicity=multiplicity)
    return Findings(columns, made, setting)


def monitor(findings: Iterable[Findings]) -> tuple[Findings, ...]:
    """Adjust several findings together: q-values over all that was tested in the monitor.

    Parameters
    ----------
    findings : iterable of Findings
        What was computed for one monitor, at one confidence.

    Returns
    -------
    tuple of Findings
        The same with q-values over the whole; and verdicts by them, where the findings were
        computed with ``benjamini_hochberg``.
    """
    parts = [each._parts(READING) for each in findings]
    tested = [
        columns.numbers.get("p_value", np.full(columns.size, np.nan)) for columns, _, _ in parts
    ]
    sizes = [p.size for p in tested]
    together = adjust_p_values(np.concatenate([np.empty(0), *tested]), method="benjamini_hochberg")
    count = int((~np.isnan(together)).sum())
    split = np.split(together, np.cumsum(sizes)[:-1]) if sizes else []
    found = []
    for (columns, made, setting), q in zip(parts, split, strict=True):
        verdict = made.verdict
        if setting.multiplicity == "benjamini_hochberg":
            verdict = verdicts(
                columns, gated(q, columns), setting.looks.allowed(1 - setting.confidence)
            )
        new = Adjusted(made.p_adjusted, q, verdict, made.sizes)
        found.append(Findings(columns, new, replace(setting, monitor=count)))
    return tuple(found)
