"""Logistic regression by maximum likelihood, and by Firth's penalised likelihood."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize, special

from dueregard.statistics.estimate import Floats

MOST_STEPS = 200
LONGEST_STEP = 5.0  # on the logit scale: beyond it a step overshoots
TOLERANCE = 1e-10
FARTHEST = 15.0  # logits of a finite answer; one that runs away passes it within a few steps


@dataclass(frozen=True)
class LogisticFit:
    """Coefficients with what is needed to say how sure they are.

    Parameters
    ----------
    coefficients : ndarray, shape (k,)
        On the logit scale.
    information : ndarray, shape (k, k)
        Fisher information at the coefficients.
    scores : ndarray, shape (n, k)
        What each person adds to the (penalised) score; they sum to zero.
    converged : bool
        Whether the score came to zero.
    """

    coefficients: Floats
    information: Floats
    scores: Floats
    converged: bool


def fit_logistic(design: Floats, outcome: Floats, *, firth: bool) -> LogisticFit:
    """Newton's method with halved steps.

    Parameters
    ----------
    design : ndarray, shape (n, k)
        Full rank, the constant included.
    outcome : ndarray, shape (n,)
        0 and 1.
    firth : bool
        Penalise by Jeffreys' prior, which keeps coefficients finite under separation.

    Notes
    -----
    Firth (1993); Heinze and Schemper (2002).
    """
    coefficients = np.zeros(design.shape[1])
    height = _height(design, outcome, coefficients, firth)
    converged = False
    for _ in range(MOST_STEPS):
        scores, information = _scores(design, outcome, coefficients, firth)
        step = np.linalg.solve(information, scores.sum(axis=0))
        step *= min(1.0, LONGEST_STEP / max(float(np.abs(step).max()), 1e-300))
        if np.abs(step).max() < TOLERANCE:
            converged = True
            break
        for _ in range(40):
            higher = _height(design, outcome, coefficients + step, firth)
            if higher >= height - 1e-12 * abs(height):
                break
            step = step / 2
        coefficients, height = coefficients + step, higher
        if not firth and np.abs(design @ coefficients).max() > 2 * FARTHEST:
            break
    scores, information = _scores(design, outcome, coefficients, firth)
    return LogisticFit(coefficients, information, scores, converged)


def is_separated(design: Floats, outcome: Floats) -> bool:
    """Whether a line through the covariates parts those with the event from those without.

    Then maximum likelihood has no finite answer. Decided by a linear programme (Konis, 2007):
    is there a direction along which no person fits worse and at least one fits better?
    """
    fit = fit_logistic(design, outcome, firth=False)
    if fit.converged and np.abs(design @ fit.coefficients).max() < FARTHEST:
        return False  # a finite answer was found, so no programme is needed
    turned = np.unique(design * (2 * outcome - 1)[:, None], axis=0)
    found = optimize.linprog(
        -turned.sum(axis=0), A_ub=-turned, b_ub=np.zeros(len(turned)), bounds=(-1, 1)
    )
    return bool(found.success and -found.fun > 1e-7)


def _weights(design: Floats, coefficients: Floats) -> tuple[Floats, Floats]:
    probability = np.asarray(special.expit(design @ coefficients))
    return probability, probability * (1 - probability)


def _height(design: Floats, outcome: Floats, coefficients: Floats, firth: bool) -> float:
    logits = design @ coefficients
    height = float((outcome * logits - np.logaddexp(0, logits)).sum())
    if firth:
        _, weight = _weights(design, coefficients)
        sign, log_determinant = np.linalg.slogdet(design.T @ (design * weight[:, None]))
        height += 0.5 * float(log_determinant) if sign > 0 else -np.inf
    return height


def _scores(
    design: Floats, outcome: Floats, coefficients: Floats, firth: bool
) -> tuple[Floats, Floats]:
    probability, weight = _weights(design, coefficients)
    information = design.T @ (design * weight[:, None])
    residual = outcome - probability
    if firth:
        inverse = np.linalg.inv(information)
        leverage = weight * ((design @ inverse) * design).sum(axis=1)
        residual = residual + leverage * (0.5 - probability)
    return design * residual[:, None], information
