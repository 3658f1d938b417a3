"""Whether what looked like tracked items are."""

from __future__ import annotations

from dueregard.papers.tracker.items import Item


def are_bare(roots: list[Item]) -> bool:
    """Tell recommendations under headings of their own that nothing is reported on yet."""
    return bool(roots) and all(
        root.heading is not None
        and root.heading.lower().startswith("rec")
        and root.text is not None
        and not root.text_more
        and root.heading != root.text
        and root.bare
        for root in roots
    )


def are_plausible(roots: list[Item]) -> bool:
    """Tell items that are reported on: in leaves, under labels, or in voices."""
    if any(root.children for root in roots) and any(
        any(leaf.voices.values()) or leaf.labelled for item in roots for leaf in item.children
    ):
        return True
    if sum(bool(root.text and root.voices["progress"]) for root in roots) >= 2:
        return True
    return any(root.labelled or root.voice_heads for root in roots)
