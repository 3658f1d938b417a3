"""What a sentence about figures must never claim.

A figure shows that groups differ, or that it cannot tell. It never shows why, whose fault it is,
or whether the law was kept; and not finding a difference never shows that there is none.
"""

from __future__ import annotations

import re

#: What is claimed, and the words that would claim it.
FORBIDDEN: dict[str, str] = {
    "why the groups differ": r"discriminat\w*|bias\w*|prejudic\w*|racis\w*|sexis\w*|because of|"
    r"caused? by|due to|as a result of|attributable|explained by|\bresults? from|"
    r"less favourabl\w*",
    "whether the law was kept": r"complian\w*|complie[sd]|comply|unlawful\w*|lawful\w*|illegal\w*|"
    r"breach\w*|in accordance with|"
    r"\b(?:meets?|met|satisf\w+|fulfil\w*|discharge[sd]?)\b[^.]{0,30}?\b(?:dut\w+|section|law|act)\b",
    "whether it is right": r"\bfair\w*|unfair\w*|justif\w*|unjust\w*|"
    r"equal treatment|treated equally",
    "that there is no difference": r"no (?:real |significant |statistical(?:ly significant)? |"
    r"(?:evidence|sign) of (?:an? |any )?)*(?:differences?|disparit(?:y|ies)|gaps?)\b|"
    r"not (?:any )?different\b|\bidentical\b|"
    r"the groups are (?:equal|alike|the same)|not differ\b|parity (?:is|was|has been) (?:reached|"
    r"achieved)",
    "certainty": r"\bprov(?:e[sdn]?|ing)\b|\bproof\b|\bcertain(?:ly)?\b|\bdefinitely\b|"
    r"\bconfirm\w*|\bclearly\b|\bundoubtedly\b",
    "importance that a test does not give": r"\bsignifican\w*",
}
_FORBIDDEN = {claim: re.compile(words, re.IGNORECASE) for claim, words in FORBIDDEN.items()}


def claims(text: str, *, reported: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the forbidden claims a text makes, each with the words that make it.

    Parameters
    ----------
    text : str
        A sentence or several.
    reported : tuple of str
        Words in it that are what people themselves said, such as the answer to a question in a
        survey: they are not looked at.

    Examples
    --------
    >>> claims("The rates prove discrimination.")
    ('why the groups differ: discrimination', 'certainty: prove')
    >>> claims("These numbers cannot tell whether the groups differ.")
    ()
    """
    for words in reported:
        text = text.replace(words, "")
    return tuple(
        f"{claim}: {found.group()}"
        for claim, words in _FORBIDDEN.items()
        if (found := words.search(text))
    )
