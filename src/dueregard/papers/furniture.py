"""Lines that belong to the page and not to the paper: archive notices, site links, page numbers."""

from __future__ import annotations

import re

_WRAPPER = re.compile(
    r"^(?:you are in:?|contents|feedback|menu|search|home|skip to (?:main )?content|"
    r"send an e-?mail linking to this page|warning: this is archived material.*|"
    r"see the .{2,40} website for further information\.?|404 page not found|page not found|"
    r"print this page|back to top|share this page|cookies on .{2,60}|"
    r"(?:not protectively marked|official(?: ?[-–] ?sensitive)?|restricted|unclassified|"
    r"protective marking: .{2,40}|public|open|confidential)|"
    r"page \d+(?: of \d+)?|\d+ of \d+|this page is intentionally left blank)$",
    re.I,
)


def is_furniture(text: str) -> bool:
    """Tell whether a line is known wrapping of a page rather than part of the paper.

    Examples
    --------
    >>> is_furniture("You are in:"), is_furniture("Page 3 of 9"), is_furniture("Summary")
    (True, True, False)
    """
    return bool(_WRAPPER.match(text))
