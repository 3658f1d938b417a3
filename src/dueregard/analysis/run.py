"""One analysis from files to a folder: returns, measures and disclosure put together."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dueregard import returns
from dueregard.disclosure import (
    DisclosurePolicy,
    LedgerEntry,
    OfFindings,
    Told,
    protect,
)
from dueregard.exceptions import UsageError
from dueregard.tables import FrequencyTable, Observations, ReleasableTable

from .counting import Counted, count
from .folder import check_target, checksum_of
from .notes import notes_of
from .plan import Plan
from .priorities import hidden_beside, with_priorities
from .questions import PERIOD, Questions, questions_of
from .results import Analysis, Row
from .taking_in import Intake, Progress, take_in
from .telling import Answer, answers_of, findings_of, findings_of_rows, told_of
from .writing import write_analysis

#: For counts that everybody may know, such as those of a census.
PUBLIC = DisclosurePolicy("public", threshold=0)


def analyse(
    paths: Sequence[str | Path],
    plan: Plan,
    out: str | Path,
    *,
    plan_file: str | Path | None = None,
    engine: returns.Engine | None = None,
    earlier: Sequence[LedgerEntry] = (),
    record: Callable[[LedgerEntry], object] | None = None,
    say: Progress = lambda _: None,
) -> Analysis:
    """Analyse a return as a plan says and write what may be shown.

    Parameters
    ----------
    paths : sequence of path
        Files of the return, folders of them, or the folder of a snapshot.
    plan : Plan
        What is asked.
    out : path
        Where to write; there whole or not at all.
    plan_file : path, optional
        The file of the plan, for the record.
    engine : Engine, optional
        Where to count; DuckDB in this process when not given.
    earlier : sequence of LedgerEntry
        Everything released before.
    record : callable, optional
        Given the entry for the release ledger, when all is written and before it is there to be
        read: what the ledger does not know, no later attack would know.
    say : callable
        Told what is being done.

    Returns
    -------
    Analysis
        What was found. The same inputs give the same bytes.

    Raises
    ------
    UnusablePlan, ReturnRefused, UnusableCounts, UnusableTable
        With every place that is wrong.
    Infeasible, Unsafe
        When the policy cannot be met.
    """
    target = Path(out)
    check_target(target)
    files = returns.files_of(paths)
    with tempfile.TemporaryDirectory(prefix="dueregard-") as folder:
        keys = returns.KeyRing.passing(Path(folder) / "passing.key", _material(files))
        store = returns.SnapshotStore(Path(folder) / "snapshots", keys)
        intakes = take_in(plan, files, store, say)
        questions = with_missing(questions_of(plan, _columns(plan, intakes)), intakes)
        say(f"Counting {len(questions.tables)} tables")
        if engine is not None:
            counted = count(plan, questions, intakes, engine)
        else:
            with returns.duckdb_engine() as own:
                counted = count(plan, questions, intakes, own)
        analysis = released(plan, questions, counted, intakes, earlier=earlier, say=say)
    say("Writing")
    provenance = provenance_of(plan, plan_file, intakes, analysis)
    write_analysis(analysis, target, provenance, record=record)
    return analysis


def with_missing(questions: Questions, intakes: Mapping[str, Intake]) -> Questions:
    """Return questions whose findings say what was not received of what they count.

    Parameters
    ----------
    questions : Questions
        As the plan asks them.
    intakes : mapping of str to Intake
        What was taken in, and what was not.
    """
    made = []
    for question in questions.asked:
        sources = dict.fromkeys(questions.tables[name].source for name in question.tables.values())
        caveats = [
            f"Not received from {source.replace('_', ' ')}: {_first_of(missing)}. "
            "Totals that would hold it are too small."
            for source in sources
            if (missing := list(intakes[source].taken.facts.get("missing", ())))
        ]
        measure = question.measure
        if caveats:
            measure = measure.adapted(caveats=(*caveats, *measure.caveats))
        made.append(replace(question, measure=measure))
    return Questions(tuple(made), questions.tables)


def _first_of(missing: Sequence[str], most: int = 6) -> str:
    more = len(missing) - most
    return ", ".join(missing[:most]) + (f" and {more} more" if more > 0 else "")


def released(
    plan: Plan,
    questions: Questions,
    counted: Counted,
    intakes: Mapping[str, Intake],
    *,
    earlier: Sequence[LedgerEntry] = (),
    say: Progress = lambda _: None,
) -> Analysis:
    """Take counts through the door and compute every measure of what comes out.

    Parameters
    ----------
    plan, questions, counted, intakes
        What was asked, and what was counted for it.
    earlier : sequence of LedgerEntry
        Everything released before.
    say : callable
        Told what is being done.
    """
    public = _public(list(counted.populations.values()))
    of_rows = [q for q in questions.asked if set(q.tables.values()) & set(counted.rows)]
    of_tables = [q for q in questions.asked if q not in of_rows]
    confidential: dict[str, FrequencyTable | Observations] = {
        **counted.tables,
        **counted.populations,
        **counted.rows,
    }
    made = findings_of_rows(of_rows, confidential, plan.family)
    policy = with_priorities(plan.policy, questions.asked, counted.tables.values())
    tables = list(counted.tables.values())
    # What is made of rows is told only where no count of the same people is hidden: look first.
    beside = protect(tables, policy, earlier=earlier).tables if made and tables else ()
    asked = [
        OfFindings(found, hidden_beside(question.measure, by, beside))
        for question, by, found in made
    ]
    answers: list[Answer] = []

    def telling(tables: Sequence[ReleasableTable]) -> list[Told]:
        say("Computing measures of what may be shown")
        found = findings_of(of_tables, [*tables, *public], plan.family)
        answers.extend(answers_of(found))
        return [told_of(answer) for answer in answers]

    if not counted.tables and not asked:
        raise UsageError("The plan asks for no table of the return.")
    say(f"Protecting {len(counted.tables)} tables under the policy {plan.policy.name}")
    release = protect(
        tables,
        policy,
        name=plan.title or plan.return_id,
        earlier=earlier,
        statistics=asked,
        telling=telling,
    )
    places = {id(one): (question, by) for one, (question, by, _) in zip(asked, made, strict=True)}
    first = [
        Answer(*places[id(one)], finding)
        for _, (one, finding) in sorted(release.sources.items(), key=lambda item: item[0])
    ]
    rows = tuple(
        Row(answer, shown)
        for answer, shown in zip([*first, *answers], release.findings, strict=True)
    )
    return Analysis(
        plan,
        questions,
        release,
        public,
        rows,
        tuple(intake.taken for intake in intakes.values()),
        notes_of(plan, questions.asked, counted, release),
    )


def _public(tables: Sequence[FrequencyTable]) -> tuple[ReleasableTable, ...]:
    return protect(tables, PUBLIC, name="populations").tables if tables else ()


def _columns(plan: Plan, intakes: Mapping[str, Intake]) -> dict[str, tuple[str, ...]]:
    matched = {(p.name or p.return_id): tuple(p.match) for p in plan.population}
    return {
        name: tuple(
            dict.fromkeys(
                (
                    *intake.columns,
                    *matched.get(name, ()),
                    *((PERIOD,) if intake.schema.period == "interval" else ()),
                )
            )
        )
        for name, intake in intakes.items()
    }


def _material(files: Sequence[Path]) -> bytes:
    digest = hashlib.sha256()
    for file in files:
        if file.is_file():
            digest.update(checksum_of(file).encode())
    return digest.digest()


def provenance_of(
    plan: Plan, plan_file: str | Path | None, intakes: Mapping[str, Intake], analysis: Analysis
) -> dict[str, Any]:
    """Return where an analysis comes from: plan, versions, checksums, policy; no time of day."""
    packages = ("numpy", "scipy", "statsmodels", "highspy", "duckdb", "ibis-framework", "pyarrow")
    schemas = {name: f"{i.schema.id} {i.schema.version}" for name, i in intakes.items()}
    measures = {q.measure.id: q.measure.version for q in analysis.questions.asked}
    return {
        "format": "dueregard-provenance/1",
        "dueregard": version("dueregard"),
        "packages": {name: version(name) for name in packages},
        "plan": None if plan_file is None else Path(plan_file).name,
        "plan_sha256": None if plan_file is None else checksum_of(Path(plan_file)),
        "asked": _without_secrets(plan.content),
        "inputs": [dict(one) for intake in intakes.values() for one in intake.inputs],
        "mappings": {
            str(path.name): checksum_of(path)
            for path in [plan.mapping, *(p.mapping for p in plan.population)]
            if path is not None
        },
        "local": {
            file.name: checksum_of(file)
            for folder in (plan.schemas, plan.catalogue)
            if folder is not None
            for file in sorted(folder.glob("*.yaml"))
        },
        "schemas": schemas,
        "measures": measures,
        "policy": plan.policy.published,
        "release": analysis.release.record["entry"],
        "taken_in": {taken.name: dict(taken.facts) for taken in analysis.published},
    }


def _without_secrets(content: Mapping[str, Any]) -> dict[str, Any]:
    """The plan as it was asked, without the secret of random rounding."""
    policy = content.get("policy")
    if not isinstance(policy, Mapping) or not isinstance(policy.get("rounding"), Mapping):
        return dict(content)
    rounding = {key: value for key, value in policy["rounding"].items() if key != "seed"}
    return {**content, "policy": {**policy, "rounding": rounding}}
