"""Totals in no row: unknown, tied to what is listed, and never taken for nobody."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.disclosure.attack_grid import Contradiction, intervals
from tests.disclosure.attack_oracle import dimension, full_table, inner_cells, release, table

from dueregard.disclosure import Infeasible, Unsafe, policy_from, protect
from dueregard.disclosure.attack import attack
from dueregard.exceptions import UnusableDocument
from dueregard.tables import FrequencyTable, UnusableTable

WHO = {"statistic": "officers", "period": "2026"}
SQUARE = [dimension("a", "xy"), dimension("b", "pq")]
TREE = [dimension("area", ["N", "n1", "n2", "S"], {"N": ["n1", "n2"]}), dimension("b", "pq")]
PATIENT = settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def some(counts, listed):
    return {levels: count for levels, count in counts.items() if levels in listed}


def interval(report, *levels, named="t"):
    cell = next(c for c in report.cells if tuple(c.cell.values()) == levels and c.table == named)
    return cell.lower, cell.upper


class TestKnownAnswers:
    def test_inner_cells_add_up_to_the_grand_total_through_totals_in_no_row(self):
        counts = full_table(SQUARE, {("x", "p"): 3, ("x", "q"): 20, ("y", "p"): 30, ("y", "q"): 40})
        listed = {*inner_cells(SQUARE), ("Total", "Total")}
        report = attack([release(table("t", SQUARE, some(counts, listed), {("x", "p")}))])
        assert interval(report, "x", "p") == (3, 3)
        assert report.unsafe[0].via == (
            "Total (93) less x, q (20), y, p (30), y, q (40) leaves 3 for x, p (hidden).",
        )

    def test_a_listed_subtotal_is_not_the_sum_of_those_of_its_parts_that_have_a_total(self):
        """Of the totals of n1, n2 and N only two are in rows: that of n2 is not nobody."""
        inner = {
            ("n1", "p"): 12,
            ("n1", "q"): 22,
            ("n2", "p"): 3,
            ("n2", "q"): 32,
            ("S", "p"): 30,
            ("S", "q"): 44,
        }
        listed = {*inner, ("n1", "Total"), ("N", "Total"), ("Total", "Total")}
        published = some(full_table(TREE, inner), listed)
        report = attack([release(table("t", TREE, published, {("n2", "p")}))])
        assert (interval(report, "n2", "p"), report.limits) == ((3, 3), ())
        hidden = {("n2", "p"), ("n2", "q"), ("n1", "p"), ("n1", "q")}
        report = attack([release(table("t", TREE, published, hidden))])
        assert interval(report, "n2", "p") == (1, 34)

    def test_a_total_in_no_row_leaves_the_others_free(self):
        """Two of four column totals are listed: the hidden row total is not their difference."""
        dims = [dimension("a", "xyz"), dimension("b", "pqr")]
        inner = dict(zip(inner_cells(dims), [14, 2, 2, 0, 1, 0, 6, 0, 0], strict=True))
        listed = {*inner, ("x", "Total"), ("z", "Total"), ("Total", "p"), ("Total", "Total")}
        hidden = {("x", "q"), ("x", "r"), ("y", "p"), ("y", "q"), ("y", "r"), ("x", "Total")}
        hidden |= {("z", "q"), ("z", "r")}
        published = some(full_table(dims, inner), listed)
        content = release(table("t", dims, published, hidden), policy={"zeros": "unsafe"})
        low, high = interval(attack([content]), "x", "Total")
        assert low <= 18 <= high
        assert (low, high) == intervals([content])[0, 0, ("x", "Total")]

    def test_a_combination_of_innermost_levels_in_no_row_is_nobody(self):
        counts = {("x", "p"): 3, ("x", "q"): 20, ("y", "q"): 40, ("x", "Total"): 23}
        report = attack([release(table("t", SQUARE, counts, {("x", "p")}))])
        assert interval(report, "x", "p") == (3, 3)
        counts = {("x", "p"): 3, ("y", "q"): 40, ("x", "Total"): 3}
        report = attack([release(table("t", SQUARE, counts, {("x", "p")}))])
        assert interval(report, "x", "p") == (3, 3)

    def test_unless_totals_leave_somebody_for_it(self):
        """The total of y says that not all of y are in rows; so nothing is known of x and r."""
        dims = [SQUARE[0], dimension("b", "pqr")]
        counts = {("x", "p"): 3, ("x", "q"): 20, ("x", "Total"): 30, ("y", "p"): 30}
        report = attack([release(table("t", dims, counts, {("x", "p")}))])
        assert (interval(report, "x", "p"), report.limits) == ((10, 10), ())
        counts[("y", "Total")] = 40
        report = attack([release(table("t", dims, counts, {("x", "p")}))])
        assert interval(report, "x", "p") == (1, 10)
        assert "leave somebody for them" in report.limits[0]

    def test_a_declared_group_that_is_in_no_row_is_one_answer_less_only_where_it_is_nobody(self):
        """Everybody in x said p where (x, q) is in no row; a total in no row says no such thing."""
        counts = {("x", "p"): 3, ("x", "q"): 0, ("y", "p"): 4, ("y", "q"): 9, ("Total", "p"): 7}
        policy = {"group_disclosure": True, "answers": ["b"], "protection": 0}
        content = release(table("t", SQUARE, counts, {("Total", "p")}), policy=policy)
        assert attack([content]).safe

    def test_a_statistic_on_a_total_that_is_in_no_row(self):
        counts = {("x", "p"): 4, ("x", "q"): 36, ("y", "p"): 30, ("y", "q"): 40}
        told = {"kind": "percentage", "value": 10, "decimals": 0}
        told |= {"numerator": {"a": "x", "b": "p"}, "denominator": {"a": "x"}}
        published = table("t", SQUARE, counts, {("x", "p")}, derived=[told])
        assert interval(attack([release(published)]), "x", "p") == (4, 4)


class TestRoundedToNobody:
    def test_a_zero_shown_for_some_is_not_nobody(self):
        """2, 1, 1 are 4 and may be shown as 0 in fives at random; under 3 everything is hidden."""
        counts = {("A",): 2, ("B",): 1, ("C",): 1, ("Total",): 0}
        dims = [dimension("group", "ABC")]
        rounded = {"threshold": 3, "rounding": {"base": 5, "rule": "random"}}
        content = release(table("t", dims, counts, {("A",), ("B",), ("C",)}), policy=rounded)
        assert interval(attack([content]), "A") == (1, 2)

    def test_it_is_nobody_or_at_least_the_threshold(self):
        """B is 0, 3 or 4: with a total of 6 to 9 and A at most 5, B is not nobody."""
        dims = [dimension("group", "ABC")]
        counts = {("A",): 2, ("B",): 0, ("C",): 5, ("Total",): 5}
        rounded = {"threshold": 3, "rounding": {"base": 5, "rule": "random"}}
        content = release(table("t", dims, counts, {("A",)}), policy=rounded)
        assert interval(attack([content]), "A") == intervals([content])[0, 0, ("A",)]

    def test_where_every_small_count_is_hidden_it_is_nobody(self):
        dims = [dimension("group", "AB")]
        counts = {("A",): 2, ("B",): 0, ("Total",): 6}
        rounded = {"threshold": 5, "rounding": {"base": 3, "rule": "nearest"}}
        content = release(table("t", dims, counts, {("A",)}), policy=rounded)
        assert interval(attack([content]), "A") == (5, 7)

    def test_where_zeros_are_hidden_a_zero_shown_is_nobody_only_if_another_table_leaves_it_out(
        self,
    ):
        dims = [dimension("group", "AB")]
        counts = {("A",): 2, ("B",): 0, ("Total",): 10}
        policy = {"threshold": 3, "zeros": "unsafe", "rounding": {"base": 10, "rule": "nearest"}}
        one = release(table("t", dims, counts, {("A",)}, WHO), policy=policy)
        assert interval(attack([one]), "A") == (1, 11)
        other = release(table("u", dims, {("A",): 10}, set(), WHO), policy=policy)
        assert interval(attack([one, other]), "A") == (5, 14)


class TestSeveralTables:
    OTHER = (dimension("a", "xy"), dimension("c", "mn"))

    def test_totals_in_no_row_of_either_table_are_the_same(self):
        first = {("x", "p"): 3, ("x", "q"): 20, ("y", "p"): 30, ("y", "q"): 40}
        second = {("x", "m"): 11, ("x", "n"): 12, ("y", "m"): 35, ("y", "n"): 35}
        one = table("t", SQUARE, first, {("x", "p")}, WHO)
        other = table("u", self.OTHER, second, set(), WHO)
        assert interval(attack([release(one)]), "x", "p") == (1, None)
        report = attack([release(one), release(other)])
        assert interval(report, "x", "p") == (3, 3)
        assert "is in no row of table “u”" in report.unsafe[0].via[0]

    def test_nor_do_they_differ_where_tables_are_linked(self):
        first = {("x", "p"): 3, ("x", "q"): 20, ("y", "p"): 30, ("y", "q"): 40}
        second = {("x", "m"): 11, ("x", "n"): 12, ("y", "m"): 35, ("y", "n"): 35}
        tables = [table("t", SQUARE, first, {("x", "p")}), table("u", self.OTHER, second, set())]
        linked = release(*tables, linked=[["t", "a", "u", "a"]])
        assert interval(attack([release(*tables)]), "x", "p") == (1, None)
        assert interval(attack([linked]), "x", "p") == (3, 3)

    def test_what_one_table_leaves_out_is_nobody_in_a_finer_one(self):
        """Nobody is x and q; the table by c hides both of them, and zeros are hidden too."""
        cube = [*SQUARE, dimension("c", "mn")]
        inner = dict(zip(inner_cells(cube), [8, 9, 0, 0, 7, 8, 9, 9], strict=True))
        hidden = {("x", "q", "m"), ("x", "q", "n"), ("x", "p", "m"), ("x", "p", "n")}
        finer = table("t", cube, inner, hidden, WHO)
        coarse = table("u", SQUARE, {("x", "p"): 17, ("y", "p"): 15, ("y", "q"): 18}, set(), WHO)
        unsafe = {"policy": {"zeros": "unsafe"}}
        report = attack([release(finer, **unsafe), release(coarse, **unsafe)])
        assert interval(report, "x", "q", "m") == (0, 0)
        assert "is in no row of table “u”" in " ".join(report.unsafe[0].via)

    def test_a_table_that_contradicts_itself_is_still_told(self):
        counts = {("x", "p"): 3, ("x", "q"): 20, ("x", "Total"): 24}
        with pytest.raises(UnusableDocument, match=r"Total of x \(24\) is not"):
            attack([release(table("t", SQUARE, counts, set()))])

    def test_parts_that_go_round_in_circles_are_told(self):
        dims = [dimension("a", ["N", "S"], {"N": ["S"], "S": ["N"]})]
        with pytest.raises(UnusableDocument, match="part of itself"):
            attack([release(table("t", dims, {("N",): 3}, set()))])


SHAPES = {
    "row": [dimension("a", "xyz")],
    "square": SQUARE,
    "oblong": [dimension("a", "xyz"), dimension("b", "pqr")],
    "cube": [*SQUARE, dimension("c", "mn")],
    "tree": TREE,
    "two trees": [
        TREE[0],
        dimension("rank", ["O", "o1", "o2", "V"], {"O": ["o1", "o2"]}),
    ],
}
ROUNDINGS = [None, *({"base": b, "rule": r} for b in (3, 5, 10) for r in ("nearest", "random"))]


@st.composite
def counted(draw, largest=9):
    """Dimensions, all counts, and a random choice of rows: any totals, any empty cells left out."""
    dims = SHAPES[draw(st.sampled_from(sorted(SHAPES)))]
    inner = {cell: draw(st.integers(0, largest)) for cell in inner_cells(dims)}
    counts = full_table(dims, inner)
    must = {levels for levels, count in inner.items() if count}
    optional = sorted(set(counts) - must)
    listed = must | draw(st.sets(st.sampled_from(optional)))
    return dims, counts, listed


def shown(count, rounding, up):
    if rounding is None:
        return count
    base = rounding["base"]
    if rounding["rule"] == "nearest":
        return (2 * count + base) // (2 * base) * base
    return (-(-count // base) if up else count // base) * base


@st.composite
def published(draw, **more):
    """A release as rules make it: small counts hidden, some more beside them, the rest rounded."""
    dims, counts, listed = draw(counted(**more))
    policy = {
        "threshold": draw(st.sampled_from([0, 2, 3, 5])),
        "zeros": draw(st.sampled_from(["safe", "unsafe"])),
        "rounding": draw(st.sampled_from(ROUNDINGS)),
    }
    small = {
        levels
        for levels in listed
        if counts[levels] < policy["threshold"] and (counts[levels] or policy["zeros"] == "unsafe")
    }
    others = sorted(levels for levels in listed - small if counts[levels])
    hidden = small | (draw(st.sets(st.sampled_from(others), max_size=5)) if others else set())
    ups = draw(st.lists(st.booleans(), min_size=len(listed), max_size=len(listed)))
    values = {
        levels: shown(counts[levels], policy["rounding"], up)
        for levels, up in zip(sorted(listed), ups, strict=True)
    }
    content = release(table("t", dims, values, hidden), policy={**policy, "protection": 5})
    return content, counts


@PATIENT
@given(published())
def test_intervals_are_those_of_all_tables_with_every_total_unknown(drawn):
    content, counts = drawn
    if not content["tables"][0]["cells"]:
        return
    report = attack([content])
    expected = intervals([content])
    assert report.limits == ()
    for cell in report.cells:
        levels = tuple(cell.cell.values())
        upper = math.inf if cell.upper is None else cell.upper
        assert cell.lower <= counts[levels] <= upper
        assert (cell.lower, upper) == expected[0, 0, levels]


@settings(PATIENT, max_examples=30)
@given(st.data())
def test_two_tables_of_the_same_people_are_one(data):
    """Any totals of either in rows; by identity or by a link."""
    cube = SHAPES["cube"]
    inner = {cell: data.draw(st.integers(0, 6)) for cell in inner_cells(cube)}
    whole = full_table(cube, inner)
    linked = data.draw(st.booleans())
    tables = []
    for name, axes in (("t", (0, 1)), ("u", (0, 2))):
        dims = [cube[k] for k in axes]
        counts = {
            levels: whole[tuple(levels[axes.index(k)] if k in axes else "Total" for k in range(3))]
            for levels in itertools.product(*([*d["levels"], "Total"] for d in dims))
        }
        must = {levels for levels in inner_cells(dims) if counts[levels]}
        optional = sorted(set(counts) - must)
        rows = some(counts, must | data.draw(st.sets(st.sampled_from(optional))))
        positive = sorted(levels for levels, count in rows.items() if count)
        hidden = data.draw(st.sets(st.sampled_from(positive))) if positive else set()
        tables.append(table(name, dims, rows, hidden, {} if linked else WHO))
    if not all(one["cells"] for one in tables):
        return
    contents = [release(*tables, linked=[["t", "a", "u", "a"]] if linked else [])]
    if not linked and data.draw(st.booleans()):
        contents = [release(one) for one in tables]
    expected = intervals(contents)
    report = attack(contents)
    assert report.limits == ()
    numbers = {
        one["name"]: (r, t) for r, c in enumerate(contents) for t, one in enumerate(c["tables"])
    }
    for cell in report.cells:
        upper = math.inf if cell.upper is None else cell.upper
        place = (*numbers[cell.table], tuple(cell.cell.values()))
        assert (cell.lower, upper) == expected[place]


@settings(PATIENT, max_examples=40)
@given(st.data())
def test_what_is_released_is_never_rejected_and_withstands_the_reference(data):
    dims, counts, listed = data.draw(counted(largest=data.draw(st.sampled_from([4, 15]))))
    rounding = data.draw(st.sampled_from(ROUNDINGS))
    content = {
        "threshold": data.draw(st.sampled_from([3, 4, 5])),
        "zeros": data.draw(st.sampled_from(["safe", "unsafe"])),
        "unlisted_totals": data.draw(st.sampled_from(["known", "unknown"])),
        **({"rounding": rounding} if rounding else {}),
    }
    if rounding and rounding["rule"] == "random":
        content["rounding"] = {**rounding, "seed": "kept by nobody but this test"}
    policy = policy_from(content)
    names = [dim["name"] for dim in dims]
    trees = {dim["name"]: dim["hierarchy"] for dim in dims}
    rows = [
        {**dict(zip(names, levels, strict=True)), "count": counts[levels]}
        for levels in sorted(listed)
    ]
    try:
        made = FrequencyTable.from_records(rows, name="t", hierarchies=trees)
        record = protect([made], policy).record
    except (Unsafe, Infeasible, UnusableTable):
        return
    report = attack([record])
    assert report.safe and report.limits == ()
    for (_, _, levels), (low, high) in intervals([record]).items():
        assert low <= counts[levels] <= high
        assert high - low >= policy.threshold or low >= policy.threshold


def test_the_reference_finds_contradictions():
    counts = {("x", "p"): 3, ("x", "q"): 20, ("x", "Total"): 20}
    with pytest.raises(Contradiction):
        intervals([release(table("t", SQUARE, counts, {("x", "p")}), policy={"threshold": 0})])
