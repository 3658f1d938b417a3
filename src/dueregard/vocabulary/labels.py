"""Reading labels: what is written in a cell, and the code it stands for. Nothing is guessed."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from dueregard.exceptions import UsageError

_QUOTES = re.compile(r"['\"`´‘’‚‛“”„«»]")
_SEPARATORS = re.compile(r"[\s_\-‐‑‒–—―−:;,.()\[\]]+")
_SLASH = re.compile(r" ?/ ?")


def normalise(label: str) -> str:
    """Return a label without differences of case, spaces, dashes, quotes and brackets.

    A stroke stays: “Mixed/Other” and “Mixed - Other” are different groups.

    Examples
    --------
    >>> normalise(" White – British ")
    'white british'
    >>> normalise("Asian / Asian British: Indian")
    'asian/asian british indian'
    >>> normalise("Mixed/Other") == normalise("Mixed - Other")
    False
    """
    text = unicodedata.normalize("NFKC", label).casefold()
    text = _QUOTES.sub("", text).replace("&", " and ")
    return _SLASH.sub("/", _SEPARATORS.sub(" ", text).strip())


@dataclass(frozen=True)
class LabelRules:
    """Declared rules that make more labels one.

    Parameters
    ----------
    words : mapping of str to str
        A word and the word it is read as: ``incl`` as ``inc``.
    prefixes, suffixes : tuple of str
        What may stand before or after a label that is known without it.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    prefixes: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()

    def normalise(self, label: str) -> str:
        """Return a label normalised, with its words read as the rules say.

        Examples
        --------
        >>> LabelRules(words={"incl": "inc"}).normalise("Other (incl. Mixed)")
        'other inc mixed'
        """
        text = normalise(label)
        if self.words:
            text = " ".join(self.words.get(word, word) for word in text.split(" "))
        return text

    def stripped(self, text: str) -> str:
        """Return a normalised label without a declared prefix and suffix.

        Examples
        --------
        >>> LabelRules(suffixes=("total",)).stripped("white total")
        'white'
        """
        for prefix in self.prefixes:
            whole = prefix if prefix.endswith("/") else prefix + " "
            if text.startswith(whole) and len(text) > len(whole):
                text = text[len(prefix) :].strip()
                break
        for suffix in self.suffixes:
            if text.endswith(" " + suffix):
                text = text[: -len(suffix)].strip()
        return text


@dataclass(frozen=True)
class Standardised:
    """What labels were read as.

    Parameters
    ----------
    codes : tuple of (str or None)
        One for each label, in order; None where the label is not known.
    unknown : mapping of str to int
        Every label that is not known, and how often it occurs; blanks under ``""`` where the
        classification has no code for them.
    synonyms_used : mapping of str to str
        Labels other than a code or an official label, and the code each was read as.
    kept : mapping of str to str
        Source labels that say more than their code, and what to know of them: “Atheist” is
        counted as no religion, and was a group of its own to whoever asked.
    """

    codes: tuple[str | None, ...]
    unknown: Mapping[str, int]
    synonyms_used: Mapping[str, str]
    kept: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reader:
    """Reads the labels of one classification.

    Parameters
    ----------
    official : mapping of str to str
        Normalised codes and official labels, and the code of each.
    synonyms : mapping of str to str
        Normalised declared synonyms, and the code of each.
    blank : str or None
        The code of an empty cell.
    rules : LabelRules
        What makes more labels one.
    kept : mapping of str to str
        Normalised labels that say more than their code, and a note on each.
    """

    official: Mapping[str, str]
    synonyms: Mapping[str, str]
    blank: str | None
    rules: LabelRules = LabelRules()
    kept: Mapping[str, str] = field(default_factory=dict)

    def code_of(self, label: str | None) -> str | None:
        """Return the code a label stands for; None where it is not known.

        Examples
        --------
        >>> Reader({"female": "F"}, {"women": "F"}, "NOT_RECORDED").code_of("Women")
        'F'
        """
        return self._read(label)[0]

    def standardise(self, labels: Iterable[str | None]) -> Standardised:
        """Return the codes of labels and all that is not known; each distinct label is read once.

        Raises
        ------
        UsageError
            When something is neither text nor None; the row is told.

        Examples
        --------
        >>> reader = Reader({"female": "F"}, {"women": "F"}, "NOT_RECORDED")
        >>> reader.standardise(["Women", "FEMALE", "", "wimmin", "wimmin"])
        Standardised(codes=('F', 'F', 'NOT_RECORDED', None, None), \
unknown=mappingproxy({'wimmin': 2}), synonyms_used=mappingproxy({'Women': 'F'}), \
kept=mappingproxy({}))
        """
        given = list(labels)
        found: dict[str | None, str | None] = {}
        unknown: dict[str, int] = {}
        used: dict[str, str] = {}
        kept: dict[str, str] = {}
        for label, times in _counted(given).items():
            code, text = self._read(label)
            found[label] = code
            if label is None or not text:
                if code is None:
                    unknown[""] = unknown.get("", 0) + times
                continue
            if code is None:
                unknown[label] = times
            elif text not in self.official:
                used[label] = code
            if text in self.kept:
                kept[label] = self.kept[text]
        return Standardised(
            tuple(map(found.__getitem__, given)),
            MappingProxyType(unknown),
            MappingProxyType(used),
            MappingProxyType(kept),
        )

    def _read(self, label: str | None) -> tuple[str | None, str]:
        text = "" if label is None else self.rules.normalise(label)
        if not text:
            return self.blank, ""
        for candidate in (text, self.rules.stripped(text)):
            code = self.official.get(candidate) or self.synonyms.get(candidate)
            if code is not None:
                return code, text
        return None, text


def _counted(given: Sequence[str | None]) -> Counter[str | None]:
    """Return how often each label occurs, having made sure that each is one."""
    times = Counter(given)
    if all(label is None or issubclass(type(label), str) for label in times):
        return times
    row, kind = next(
        (row, type(one).__name__)
        for row, one in enumerate(given, 1)
        if one is not None and not issubclass(type(one), str)
    )
    raise UsageError(f"row {row}: a label is text or None, not {kind}; give it as text")
