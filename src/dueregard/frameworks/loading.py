"""Packs from a folder, checked whole: a library, or every problem in every file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from dueregard.exceptions import UnreadableDocument

from .checking import check_crosswalk, check_framework, check_succession
from .crosswalks import Crosswalk, read_crosswalk
from .fields import Place
from .model import Framework
from .pack_library import Library
from .problems import Problem, UnusableFrameworks
from .reading import read_framework
from .yaml_text import read_yaml

ENDINGS = {".yaml", ".yml"}


def read_library(
    texts: Iterable[tuple[str, str]], base: Library | None = None
) -> tuple[Library, list[Problem]]:
    """Return the library that texts describe beside a base, and every problem in them.

    Parameters
    ----------
    texts : iterable of (str, str)
        Names of files and what is in them.
    base : Library, optional
        The frameworks there are already.
    """
    problems: list[Problem] = []
    frameworks = {each.uid: each for each in base.all} if base else {}
    crosswalks = list(base.between) if base else []
    places: dict[str, Place] = {}
    walks: list[tuple[Crosswalk, Place]] = []
    for file, text in texts:
        content, wrong = read_yaml(text, file)
        problems += wrong
        place = Place(file, "", problems)
        if isinstance(content, dict) and "crosswalk" in content:
            walks.append((read_crosswalk(content, place), place))
        elif content is not None or not wrong:
            framework = read_framework(content, place)
            check_framework(framework, place)
            if framework.uid in frameworks:
                place.inside("version").note(
                    f"there is a {framework.uid} already", "another id or version"
                )
            frameworks[framework.uid] = framework
            places[framework.uid] = place
    check_succession(frameworks, places)
    taken = {frozenset((each.from_, each.to)) for each in crosswalks}
    for walk, place in walks:
        check_crosswalk(walk, frameworks, place)
        ends = frozenset((walk.from_, walk.to))
        if ends in taken:
            place.inside("crosswalk").note("there is one between them already", "one crosswalk")
        taken.add(ends)
        crosswalks.append(walk)
    return Library(linked(frameworks), tuple(crosswalks)), sorted(set(problems))


def linked(frameworks: Mapping[str, Framework]) -> tuple[Framework, ...]:
    """Return frameworks that each name those before and after them, whichever said so."""
    before: dict[str, list[str]] = {uid: list(each.succeeds) for uid, each in frameworks.items()}
    after = {uid: list(each.succeeded_by) for uid, each in frameworks.items()}
    for uid, each in frameworks.items():
        for other in each.succeeded_by:
            before.setdefault(other, []).append(uid)
        for other in each.succeeds:
            after.setdefault(other, []).append(uid)
    return tuple(
        replace(
            each,
            succeeds=tuple(dict.fromkeys(before[uid])),
            succeeded_by=tuple(dict.fromkeys(after[uid])),
        )
        for uid, each in frameworks.items()
    )


def folder_texts(path: str | Path) -> tuple[list[tuple[str, str]], list[Problem]]:
    """Return the packs of a folder and below it, or one pack, and those that are not text.

    Raises
    ------
    UnreadableDocument
        When there is no such folder or file, or a file cannot be opened.
    """
    folder = Path(path)
    if not folder.exists():
        raise UnreadableDocument(f"{folder}: there is no such folder or file.")
    found = sorted(each for each in folder.rglob("*") if each.suffix in ENDINGS)
    if folder.is_file():
        folder, found = folder.parent, [folder]
    texts: list[tuple[str, str]] = []
    problems: list[Problem] = []
    for file in found:
        name = file.relative_to(folder).as_posix()
        try:
            texts.append((name, file.read_text(encoding="utf-8-sig")))
        except OSError as error:
            raise UnreadableDocument(f"{file}: cannot be opened ({error.strerror}).") from None
        except UnicodeDecodeError:
            problems.append(Problem(name, "", "it is not text in UTF-8", "text in UTF-8"))
    return texts, problems


def read_folder(path: str | Path, base: Library | None) -> tuple[Library, list[Problem]]:
    """Return the library of a folder beside a base, and every problem in its files."""
    texts, unreadable = folder_texts(path)
    library, problems = read_library(texts, base)
    return library, sorted({*unreadable, *problems})


def library_of(path: str | Path, base: Library | None = None) -> Library:
    """Return the library of a folder, or refuse it whole.

    Raises
    ------
    UnusableFrameworks
        With every problem in every file.
    """
    library, problems = read_folder(path, base)
    if problems:
        raise UnusableFrameworks(problems)
    return library
