"""By which rule each result of `dueregard.statistics` may be shown, or why it may not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

import dueregard.statistics as st

#: What a result rests on decides what guards it.
#: ``counts``: computed anew from counts as they are shown, withheld when one of them is hidden;
#: ``units``: the same, without the units, points or strata that have a hidden count;
#: ``microdata``: residual degrees of freedom and sizes of groups; ``average``: number of people;
#: ``curve``: coarsened steps; ``never``: not releasable.
Guard = Literal["counts", "units", "microdata", "average", "curve", "never"]


@dataclass(frozen=True)
class FunctionRule:
    """How the result of a function of `dueregard.statistics` may be shown.

    Parameters
    ----------
    guard : str
        What it must pass.
    kind : str
        What the finding is called.
    events, denominators : tuple of str
        Arguments that count events, and those that say among how many.
    broadcasts : bool
        Whether arrays of counts give arrays of results: then an estimate on one or two hidden
        counts can be tried against every pair of counts.
    reason : str
        Why it is never shown.
    """

    guard: Guard
    kind: str
    events: tuple[str, ...] = ()
    denominators: tuple[str, ...] = ()
    broadcasts: bool = False
    reason: str = ""


_ONE = {"events": ("events",), "denominators": ("total",)}
_RATE = {"events": ("events",), "denominators": ("exposure",)}
_TWO: Mapping[str, Any] = {
    "events": ("events_1", "events_2"),
    "denominators": ("total_1", "total_2"),
}
_RATES: Mapping[str, Any] = {
    "events": ("events_1", "events_2"),
    "denominators": ("exposure_1", "exposure_2"),
}


def _rule(guard: Guard, kind: str, **more: Any) -> FunctionRule:
    return FunctionRule(guard, kind, **more)


#: Name of a function of `dueregard.statistics` → its rule. Every public function has one.
FUNCTIONS: Mapping[str, FunctionRule] = MappingProxyType(
    {
        "proportion_interval": _rule("counts", "proportion", broadcasts=True, **_ONE),
        "rate_interval": _rule("counts", "rate", broadcasts=True, **_RATE),
        "risk_difference": _rule("counts", "risk difference", broadcasts=True, **_TWO),
        "risk_ratio": _rule("counts", "risk ratio", broadcasts=True, **_TWO),
        "odds_ratio": _rule("counts", "odds ratio", broadcasts=True, **_TWO),
        "shortfall": _rule("counts", "shortfall", broadcasts=True, **_TWO),
        "rate_ratio": _rule("counts", "rate ratio", broadcasts=True, **_RATES),
        "rate_difference": _rule("counts", "rate difference", broadcasts=True, **_RATES),
        "rate_ratio_test": _rule("counts", "test", broadcasts=True, **_RATES),
        "paired_risk_difference": _rule(
            "counts", "paired risk difference", events=("first_only", "second_only")
        ),
        "exact_test": _rule("counts", "test", events=("table",)),
        "proportions_test": _rule("counts", "test", **_ONE),
        "stuart_maxwell_test": _rule("counts", "test"),
        "cohen_kappa": _rule("counts", "agreement"),
        "mantel_haenszel": _rule("counts", "stratified estimate"),
        "directly_standardised_rate": _rule("counts", "standardised rate"),
        "indirectly_standardised_ratio": _rule("counts", "standardised ratio"),
        "missing_characteristic_bounds": _rule("counts", "missing bounds", **_RATES),
        "four_fifths": _rule("counts", "four fifths", events=("selected",), denominators=("pool",)),
        "cumulative_ratio": _rule("counts", "cumulative ratio"),
        "gap_consistency": _rule("counts", "consistency", **_TWO),
        "choose_interval_method": _rule("counts", "choice"),
        "minimum_detectable_ratio": _rule("counts", "power", denominators=("total_1", "total_2")),
        "dip_sample_size": _rule("counts", "sample size"),
        "zero_found_upper_bound": _rule("counts", "upper bound"),
        "adjust_p_values": _rule("counts", "adjusted p-values"),
        "funnel_limits": _rule("units", "funnel"),
        "overdispersion": _rule("units", "overdispersion", events=("observed",)),
        "p_chart": _rule("units", "control chart", **_ONE),
        "laney_p_chart": _rule("units", "control chart", **_ONE),
        "u_chart": _rule("units", "control chart", **_RATE),
        "u_prime_chart": _rule("units", "control chart", **_RATE),
        "xmr_chart": _rule("units", "control chart"),
        "shrunken_rates": _rule("units", "shrunken rates", denominators=("total",)),
        "rank_probabilities": _rule("units", "ranking", denominators=("total",)),
        "special_causes": _rule("units", "special causes"),
        "assurance": _rule("units", "assurance"),
        "oaxaca_blinder": _rule("microdata", "decomposition"),
        "key_drivers": _rule("microdata", "key drivers"),
        "adjusted_difference": _rule("microdata", "adjusted difference"),
        "logrank": _rule("microdata", "test"),
        "mean_interval": _rule("average", "average"),
        "kaplan_meier": _rule("curve", "curve"),
        "g_chart": _rule(
            "never",
            "control chart",
            reason="each point is the number of cases between two single events; "
            "use a p or u chart of periods",
        ),
        "t_chart": _rule(
            "never",
            "control chart",
            reason="each point is the time between two single events; use a u chart of periods",
        ),
        "agreement_table": _rule(
            "never",
            "table",
            reason="it is a table of counts; make a FrequencyTable of it and protect that",
        ),
    }
)


@dataclass(frozen=True)
class ResultRule:
    """What of a result of `dueregard.statistics` becomes the values of a finding.

    Parameters
    ----------
    fields : tuple of str
        Fields with numbers; one that holds another result gives that result's fields.
    words : tuple of str
        Fields with words.
    microdata : bool
        Whether it rests on rows about people and not on counts.
    """

    fields: tuple[str, ...]
    words: tuple[str, ...] = ()
    microdata: bool = field(default=False, kw_only=True)


_ESTIMATE = ("value", "lower", "upper")

#: Type of a result → what of it is shown. Every public type of a result has one.
RESULTS: Mapping[type, ResultRule] = MappingProxyType(
    {
        st.Estimate: ResultRule(_ESTIMATE),
        st.TestResult: ResultRule(("statistic", "p_value")),
        st.StratifiedEstimate: ResultRule((*_ESTIMATE, "cmh", "breslow_day", "tarone")),
        st.CumulativeRatio: ResultRule((*_ESTIMATE, "running")),
        st.ShrunkenRates: ResultRule((*_ESTIMATE, "weight")),
        st.RankProbabilities: ResultRule(("expected", "lower", "upper")),
        st.FunnelLimits: ResultRule(("lower", "upper")),
        st.Overdispersion: ResultRule(("phi", "tau_squared", "p_value", "adjusted_z")),
        st.ControlChart: ResultRule(("values", "centre", "lower", "upper")),
        st.SpecialCauses: ResultRule(("any",), ("kinds",)),
        st.Assurance: ResultRule(("target", "lower", "upper"), ("verdict",)),
        st.FourFifths: ResultRule(("rate", "ratio", "below", "considered")),
        st.MissingBounds: ResultRule(
            ("observed", "lower", "upper", "proportional", "tipping_share", "unknown_share")
        ),
        st.GapConsistency: ResultRule(
            ("gaps", "below", "above", "equal", "sign_test", "pooled", "heterogeneity", "i_squared")
        ),
        st.Choice: ResultRule((), ("method", "test", "rule", "reason")),
        st.AdjustedDifference: ResultRule(
            (*_ESTIMATE, "risk_ratio", "odds_ratio", "crude"), microdata=True
        ),
        st.Decomposition: ResultRule(
            (
                "gap",
                "endowments",
                "coefficients",
                "interaction",
                "explained",
                "unexplained",
                "explained_by",
            ),
            microdata=True,
        ),
        st.KeyDrivers: ResultRule(("importance", "share", "r_squared"), microdata=True),
        st.SurvivalCurve: ResultRule((), microdata=True),
    }
)
