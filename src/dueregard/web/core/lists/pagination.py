"""Where one is in a list of many pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class PageItem:
    """One number of the pagination, or the gap between two."""

    number: int = 0
    href: str = ""
    current: bool = False
    ellipsis: bool = False


@dataclass(frozen=True)
class Pagination:
    """The current page of ``pages_total``, with ``address`` giving the link of each page."""

    number: int
    size: int
    total: int
    address: Callable[[int], str]

    @property
    def pages_total(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.size))

    @property
    def first_row(self) -> int:
        """The number of the first row shown, counted from 1; 0 when there is none."""
        return (self.number - 1) * self.size + 1 if self.total else 0

    @property
    def last_row(self) -> int:
        """The number of the last row shown."""
        return min(self.number * self.size, self.total)

    @property
    def previous(self) -> str:
        """The address of the page before, if any."""
        return self.address(self.number - 1) if self.number > 1 else ""

    @property
    def next(self) -> str:
        """The address of the page after, if any."""
        return self.address(self.number + 1) if self.number < self.pages_total else ""

    @property
    def items(self) -> list[PageItem]:
        """The first, the last, the current page and its neighbours, with gaps between."""
        near = {1, self.number - 1, self.number, self.number + 1, self.pages_total}
        items: list[PageItem] = []
        before = 0
        for number in sorted(n for n in near if 1 <= n <= self.pages_total):
            if number == before + 2:
                items.append(self._item(number - 1))
            elif number > before + 2:
                items.append(PageItem(ellipsis=True))
            items.append(self._item(number))
            before = number
        return items

    def _item(self, number: int) -> PageItem:
        return PageItem(number, self.address(number), current=number == self.number)
