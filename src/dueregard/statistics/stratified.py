"""One ratio or difference over several strata: like compared with like."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy import stats

from dueregard.statistics.arguments import (
    Value,
    check_choice,
    check_confidence,
    count_array,
    normal_quantile,
)
from dueregard.statistics.estimate import Estimate, Floats, Reason, TestResult, notes_of
from dueregard.statistics.output import divide

MEASURES = ("odds_ratio", "risk_ratio", "risk_difference")
NOTHING = "undefined: no stratum has people in both groups with events to compare"
UNBOUNDED = "unbounded: nobody in the reference group had the event, or all in group 1 had"
NO_EVENTS = "nobody in group 1 had the event, or all in the reference group had: use exact limits"
NO_WIDTH = "limits without width: in every stratum all had the event, or nobody"
SAME_OUTCOME = "no test: in no stratum with both groups did outcomes differ"


@dataclass(frozen=True, eq=False)
class StratifiedEstimate(Estimate):
    """A common estimate over strata, with the tests that belong to it.

    Parameters
    ----------
    cmh : TestResult
        Cochran–Mantel–Haenszel test that there is no difference in any stratum.
    breslow_day, tarone : TestResult
        Tests that the odds ratio is the same in all strata, without and with Tarone's
        correction. A small p-value: one number does not describe all strata.
    """

    cmh: TestResult = field(kw_only=True)
    breslow_day: TestResult = field(kw_only=True)
    tarone: TestResult = field(kw_only=True)


@dataclass(frozen=True, eq=False)
class _Strata:
    """The four counts of each stratum and its margins, for strata with both groups."""

    a: Floats
    b: Floats
    c: Floats
    d: Floats

    @property
    def n_1(self) -> Floats:
        return self.a + self.b

    @property
    def n_2(self) -> Floats:
        return self.c + self.d

    @property
    def events(self) -> Floats:
        return self.a + self.c

    @property
    def total(self) -> Floats:
        return np.maximum(self.n_1 + self.n_2, 1.0)


def mantel_haenszel(
    tables: Value,
    *,
    measure: str = "odds_ratio",
    correction: bool = False,
    confidence: float = 0.95,
) -> StratifiedEstimate:
    """Odds ratio, risk ratio or risk difference common to several 2 × 2 tables.

    Parameters
    ----------
    tables : array_like of int, shape (..., k, 2, 2)
        One table per stratum (rank, unit, year): rows are group 1 and group 2 (reference),
        columns are people with and without the event. Leading axes are separate analyses.
    measure : str
        ``odds_ratio``, ``risk_ratio`` or ``risk_difference``.
    correction : bool
        Take half an event off the difference in the Cochran–Mantel–Haenszel test.
    confidence : float
        Two-sided level, between 0 and 1.

    Returns
    -------
    StratifiedEstimate
        The estimate, with ``cmh``, ``breslow_day`` and ``tarone``. ``nan`` with a note when no
        stratum has both groups; the tests of one odds ratio are ``nan`` when it is 0 or unbounded.

    Raises
    ------
    ValueError
        Shape other than (..., k, 2, 2), negative or fractional counts, unknown measure.

    Notes
    -----
    Mantel and Haenszel (1959). Variances: Robins, Breslow and Greenland (1986) for the odds
    ratio, Greenland and Robins (1985) for the risk ratio, Sato (1989) for the risk difference
    (theirs is zero for matched pairs, his is not). Breslow and Day (1980), Tarone (1985).

    Examples
    --------
    Promotion by rank: 1 in 10 against 1 in 5, then 3 in 10 against 3 in 5:

    >>> common = mantel_haenszel([[[4, 36], [20, 80]], [[6, 14], [30, 20]]], measure="risk_ratio")
    >>> round(common.value, 3)
    0.5
    >>> common.cmh.p_value < 0.05 < common.tarone.p_value
    True
    """
    check_choice("measure", measure, MEASURES)
    level = check_confidence(confidence)
    counts = count_array("tables", tables)
    if counts.ndim < 3 or counts.shape[-2:] != (2, 2) or counts.shape[-3] == 0:
        raise ValueError(f"tables must have the shape (…, k, 2, 2), not {counts.shape}")
    both = (counts.sum(axis=-1) > 0).all(axis=-1)
    counts = np.where(both[..., None, None], counts, 0.0)
    strata = _Strata(counts[..., 0, 0], counts[..., 0, 1], counts[..., 1, 0], counts[..., 1, 1])
    z = normal_quantile(level)
    value, lower, upper, reasons = (
        _difference(strata, z) if measure == "risk_difference" else _ratio(strata, measure, z)
    )
    breslow_day, tarone = _homogeneity(strata)
    return StratifiedEstimate(
        value,
        lower,
        upper,
        level,
        f"mantel_haenszel_{measure}",
        reasons=reasons,
        cmh=_cmh(strata, correction),
        breslow_day=breslow_day,
        tarone=tarone,
    )


def _odds_terms(s: _Strata) -> tuple[Floats, Floats]:
    return s.a * s.d / s.total, s.b * s.c / s.total


def _ratio(s: _Strata, measure: str, z: float) -> tuple[Floats, Floats, Floats, tuple[Reason, ...]]:
    if measure == "odds_ratio":
        r, t = _odds_terms(s)
        p, q = (s.a + s.d) / s.total, (s.b + s.c) / s.total
        top, bottom = r.sum(-1), t.sum(-1)
        variance = (
            divide((p * r).sum(-1), 2 * top**2)
            + divide((p * t + q * r).sum(-1), 2 * top * bottom)
            + divide((q * t).sum(-1), 2 * bottom**2)
        )
    else:
        top = (s.a * s.n_2 / s.total).sum(-1)
        bottom = (s.c * s.n_1 / s.total).sum(-1)
        spread = (s.n_1 * s.n_2 * s.events - s.a * s.c * s.total) / s.total**2
        variance = divide(spread.sum(-1), top * bottom)
    nothing, none_1, none_2 = (
        (top == 0) & (bottom == 0),
        (top == 0) & (bottom > 0),
        (top > 0) & (bottom == 0),
    )
    value = divide(top, bottom)
    with np.errstate(over="ignore", invalid="ignore"):
        factor = np.exp(z * np.sqrt(np.maximum(variance, 0)))
        lower = np.where(none_1, 0.0, np.where(none_2, 0.0, value / factor))
        upper = np.where(none_1 | none_2, np.inf, value * factor)
    lower, upper = np.where(nothing, np.nan, lower), np.where(nothing, np.nan, upper)
    no_width = ~nothing & ~none_1 & ~none_2 & (variance <= 0)
    reasons = (
        (NOTHING, nothing),
        (NO_EVENTS, none_1),
        (UNBOUNDED, none_2),
        (NO_WIDTH, no_width),
    )
    return value, lower, upper, reasons


def _difference(s: _Strata, z: float) -> tuple[Floats, Floats, Floats, tuple[Reason, ...]]:
    weight = (s.n_1 * s.n_2 / s.total).sum(-1)
    value = divide(((s.a * s.n_2 - s.c * s.n_1) / s.total).sum(-1), weight)
    p = (s.n_1**2 * s.c - s.n_2**2 * s.a + s.n_1 * s.n_2 * (s.n_2 - s.n_1) / 2) / s.total**2
    q = (s.a * s.d + s.c * s.b) / (2 * s.total)
    variance = divide(value * p.sum(-1) + q.sum(-1), weight**2)
    half = z * np.sqrt(np.maximum(variance, 0))
    lower, upper = np.maximum(value - half, -1.0), np.minimum(value + half, 1.0)
    return value, lower, upper, ((NOTHING, weight == 0), (NO_WIDTH, half == 0))


def _cmh(s: _Strata, correction: bool) -> TestResult:
    expected = s.n_1 * s.events / s.total
    spread = np.maximum(s.total**2 * (s.total - 1), 1.0)
    variance = s.n_1 * s.n_2 * s.events * (s.total - s.events) / spread
    gap = np.abs((s.a - expected).sum(-1))
    if correction:
        gap = np.maximum(gap - 0.5, 0.0)
    statistic = divide(gap**2, variance.sum(-1))
    notes = notes_of(((SAME_OUTCOME, variance.sum(-1) == 0),))
    statistic = np.where(variance.sum(-1) == 0, np.nan, statistic)
    return TestResult(
        statistic,
        stats.chi2.sf(statistic, 1),
        "cochran_mantel_haenszel",
        notes,
        degrees_of_freedom=1.0,
    )


def _homogeneity(s: _Strata) -> tuple[TestResult, TestResult]:
    """Breslow and Day's test, and Tarone's correction of it."""
    tells = (s.events > 0) & (s.total > s.events) & (s.n_1 > 0)
    r, t = _odds_terms(s)
    common = divide(r.sum(-1), t.sum(-1))
    usable = np.isfinite(common) & (common > 0)
    psi = np.where(usable, common, 1.0)[..., None]
    slope = s.n_2 - s.events + psi * (s.n_1 + s.events)
    root = np.sqrt(slope**2 + 4 * (1 - psi) * psi * s.n_1 * s.events)
    fitted = np.where(tells, 2 * psi * s.n_1 * s.events / np.where(tells, slope + root, 1.0), 0.0)
    cells = (fitted, s.n_1 - fitted, s.events - fitted, s.n_2 - s.events + fitted)
    precision = sum(divide(np.ones_like(cell), np.where(tells, cell, 1.0)) for cell in cells)
    variance = np.where(tells, 1 / precision, 0.0)
    gap = np.where(tells, s.a - fitted, 0.0)
    plain = np.where(tells, divide(gap**2, variance), 0.0).sum(-1)
    corrected = plain - divide(gap.sum(-1) ** 2, variance.sum(-1))
    degrees = tells.sum(-1) - 1.0
    able = usable & (degrees > 0)
    notes = notes_of((("no test: it needs two strata and a finite common odds ratio", ~able),))

    def result(statistic: Floats, method: str) -> TestResult:
        kept = np.where(able, np.maximum(statistic, 0), np.nan)
        p_value = stats.chi2.sf(kept, np.maximum(degrees, 1))
        return TestResult(kept, p_value, method, notes, degrees_of_freedom=degrees)

    return result(plain, "breslow_day"), result(corrected, "breslow_day_tarone")
