"""Many roots at once: every element has its own bracket and stops on its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from dueregard.statistics.estimate import Flags, Floats

BLOCK = 8192  # elements worked on together: small enough to stay in a processor's cache
MOST_STEPS = 200


def blocks(size: int) -> Iterator[slice]:
    """Cut a long array into parts that stay in a processor's cache."""
    for start in range(0, size, BLOCK):
        yield slice(start, min(start + BLOCK, size))


def bracketed_root(
    function: Callable[..., Floats],
    inside: Floats,
    outside: Floats,
    *arguments: Floats,
    first: Floats | None = None,
    tolerance: float = 2e-14,
    floor: float = 0.0,
) -> Floats:
    """Root of ``function(x, *arguments)`` between ``inside`` and ``outside``, element by element.

    The function must be negative (or zero) at ``inside`` and positive at ``outside``; it is not
    evaluated at either, so it may be undefined there. Method of Chandrupatla (1997): inverse
    quadratic steps where they are safe, bisection where they are not, so it cannot diverge.

    Parameters
    ----------
    function : callable
        Takes an array and the arguments of its elements, returns an array with values in [-1, 1].
    inside, outside : ndarray, shape (n,)
        Ends of the brackets.
    *arguments : ndarray, shape (n,)
        Passed on, cut down to the elements still open.
    first : ndarray, shape (n,), optional
        Where to look first, if it lies within the bracket; else its middle.
    tolerance : float
        Width of the bracket to stop at, relative to the size of the root.
    floor : float
        Size below which a root counts as this size: the least absolute width is
        ``tolerance * floor``.

    Returns
    -------
    ndarray, shape (n,)
    """
    root = np.empty(inside.shape)
    for part in blocks(inside.size):
        given = [argument[part] for argument in arguments]
        width = outside[part] - inside[part]
        step = np.full(width.shape, 0.5)
        if first is not None:
            with np.errstate(invalid="ignore", divide="ignore"):
                share = (outside[part] - first[part]) / width
            step = np.where((share > 0) & (share < 1), share, step)
        stop = (tolerance, max(floor, 1e-290))
        root[part] = _block(function, inside[part], outside[part], given, step, stop)
    return root


def _block(
    function: Callable[..., Floats],
    inside: Floats,
    outside: Floats,
    arguments: list[Floats],
    step: Floats,
    stop: tuple[float, float],
) -> Floats:
    root = np.array(0.5 * (inside + outside))
    index = np.arange(inside.size)
    # a: latest point, b: the end across from it, c: the point before.
    a, b, c = outside.copy(), inside.copy(), outside.copy()
    f_a, f_b, f_c = np.ones(a.shape), -np.ones(a.shape), np.ones(a.shape)
    tolerance, floor = stop
    for _ in range(MOST_STEPS):
        if not index.size:
            break
        x = a + step * (b - a)
        f_x = function(x, *arguments)
        f_x = np.where(np.isnan(f_x), -1.0, f_x)
        same = (f_x > 0) == (f_a > 0)
        c, f_c = np.where(same, a, b), np.where(same, f_a, f_b)
        b, f_b = np.where(same, b, a), np.where(same, f_b, f_a)
        a, f_a = x, f_x
        best = np.where(np.abs(f_a) < np.abs(f_b), a, b)
        width = np.abs(b - a)
        enough = tolerance * np.maximum(np.abs(best), floor)
        done = (width <= 2 * enough) | (f_a == 0)
        if done.any():
            root[index[done]] = np.where(f_a[done] == 0, a[done], best[done])
            kept = ~done
            index = index[kept]
            a, b, c = a[kept], b[kept], c[kept]
            f_a, f_b, f_c = f_a[kept], f_b[kept], f_c[kept]
            arguments = [argument[kept] for argument in arguments]
            width, enough = width[kept], enough[kept]
        step = _next_step(a, b, c, f_a, f_b, f_c, enough / np.maximum(width, 1e-300))
    else:
        root[index] = 0.5 * (a + b)
    return root


def _next_step(
    a: Floats, b: Floats, c: Floats, f_a: Floats, f_b: Floats, f_c: Floats, least: Floats
) -> Floats:
    """Inverse quadratic step as a share of the bracket, or a half where it is not safe."""
    with np.errstate(all="ignore"):
        xi = (a - b) / (c - b)
        phi = (f_a - f_b) / (f_c - f_b)
        safe: Flags = (phi * phi < xi) & ((1 - phi) * (1 - phi) < 1 - xi)
        step = f_a / (f_b - f_a) * f_c / (f_b - f_c)
        step += (c - a) / (b - a) * f_a / (f_c - f_a) * f_b / (f_c - f_b)
    step = np.where(safe & np.isfinite(step), step, 0.5)
    return np.clip(step, np.minimum(least, 0.5), np.maximum(1 - least, 0.5))
