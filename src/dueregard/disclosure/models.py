"""Models: shown only with enough residual degrees of freedom and enough people in each group."""

from __future__ import annotations

import math
from collections.abc import Mapping

from .permits import Permit
from .policy import DisclosurePolicy


def model_permit(
    policy: DisclosurePolicy,
    *,
    observations: int,
    parameters: int,
    group_sizes: Mapping[str, int],
    values: Mapping[str, float],
    decimals: int = 2,
    basis: tuple[str, ...] = (),
    kind: str = "model",
) -> Permit:
    """Return whether the coefficients of a model may be shown.

    A model with as many parameters as observations is a table in other words, and a coefficient
    of a group of two speaks of two people.

    Parameters
    ----------
    policy : DisclosurePolicy
        Its ``models`` says how many degrees of freedom and how many people.
    observations, parameters : int
        People and fitted parameters, the constant included.
    group_sizes : mapping of str to int
        People in every group that a coefficient or the constant speaks of; for a yes-or-no
        outcome, those with and those without it in each group.
    values : mapping of str to float
        Coefficients or effects by name.
    decimals : int
        Decimals they are printed with.
    basis : tuple of str
        Identities of the counts.
    kind : str
        What the finding is called.

    Raises
    ------
    ValueError
        When a size is negative or there are no groups.

    Examples
    --------
    >>> ours = DisclosurePolicy("ours")
    >>> model_permit(
    ...     ours, observations=12, parameters=4, group_sizes={"all": 12}, values={"effect": 0.2}
    ... ).reason
    'it has 8 residual degrees of freedom, at least 10 are needed'

    References
    ----------
    ACRO, ``acro/default.yaml``: ``safe_dof_threshold: 10`` and ``safe_threshold: 10``.
    """
    if observations < 0 or parameters < 0 or min(group_sizes.values(), default=-1) < 0:
        raise ValueError("observations, parameters, group_sizes: whole numbers from 0 are allowed.")
    residual = observations - parameters
    least = policy.models.residual_degrees
    small = [name for name, size in group_sizes.items() if size < policy.models.group_size]
    reason = ""
    if residual < least:
        reason = f"it has {residual} residual degrees of freedom, at least {least} are needed"
    elif small:
        reason = (
            f"fewer than {policy.models.group_size} people are in "
            + ("a group" if len(small) == 1 else f"{len(small)} groups")
            + " it speaks of"
        )
    if reason:
        return Permit(kind, policy.label, False, dict.fromkeys(values), reason=reason, basis=basis)
    shown = {
        name: round(value, decimals) if math.isfinite(value) else None
        for name, value in values.items()
    }
    return Permit(kind, policy.label, True, shown, decimals, basis=basis)
