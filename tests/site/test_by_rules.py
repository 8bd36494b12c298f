"""The page about the program that derives the book: its counts, its rules beside their code, and the broken one."""

import re
from pathlib import Path

import pytest
from builder import by_rules

from purenn.notation.expression import PairingError
from purenn.notation.walks import operation
from purenn.pairing.derive.derive import derivations
from purenn.pairing.derive.rules import ONE, RULES
from purenn.pairing.derive.starting import READ
from purenn.pairing.registry import registry

ENTRIES = registry()
DERIVED = derivations(ENTRIES)
STEPS = [step for each in DERIVED.values() for step in each.steps]
VALUES = by_rules.numbers(ENTRIES, DERIVED)
EACH = VALUES["each"] + VALUES["seldom"]
PAGE = (Path(__file__).parents[2] / "docs" / "by-rules.md").read_text(encoding="utf-8")


def test_every_line_is_counted_once():
    rules = [int(count) for count in re.findall(r"\n\n *(\d+) lines\.", EACH)]
    names = re.findall(r"{{ rules\.(by-[\w-]+|begun) }}", PAGE.partition("## The rules")[2])
    others = [int(VALUES[name]) for name in names]
    assert sum(rules) + EACH.count("One line.") + sum(others) == int(VALUES["lines"]) == len(STEPS)
    assert rules == sorted(rules, reverse=True)


def test_every_rule_stands_beside_its_code():
    assert {*re.findall(r"(?m)^ *def (\w+)", EACH)} == {rule.change.__name__ for rule in RULES.values()}
    assert {*re.findall(r"(?m)^(?:###|    \*\*)\s*(.*?)(?:\*\*)?$", EACH)} == {rule.says for rule in RULES.values()}


def test_what_reads_what_is_shown_as_it_stands_in_the_program():
    shown = {}
    exec(VALUES["read"].split("```")[1].partition("\n")[2], shown)
    assert shown["READ"] == READ


@pytest.mark.parametrize("name", RULES)
def test_an_example_that_is_not_true_is_refused(monkeypatch, name):
    right = RULES[name].change

    def wrong(node):
        return found and operation("plus", found, ONE) if (found := right(node)) else None

    monkeypatch.setattr(by_rules, "settled", lambda node, change: wrong(node) or operation("plus", node, ONE))
    with pytest.raises(PairingError, match=f"the rule {name}: found .* which numbers refuse"):
        by_rules.rule(name, 1)


def test_an_example_that_its_rule_leaves_alone_is_refused(monkeypatch):
    monkeypatch.setitem(by_rules.BEFORE, "power", "z")
    with pytest.raises(PairingError, match="the rule power: found z = z"):
        by_rules.rule("power", 1)


def test_the_broken_rule_is_refused_where_it_was_used_and_leaves_the_right_one_in_its_place():
    *_, last, why = VALUES["broken-lines"].splitlines()
    assert "Σₖ wₚᵢ⁽ˡ⁺¹⁾ · δₛⱼ" in last and why.endswith(RULES["switch"].says)
    assert float(VALUES["broken-times"]) > 1
    assert " ".join(VALUES["broken-message"].split()).startswith("found Σₚ wₚᵢ⁽ˡ⁺¹⁾ · ∂J/∂zₚⱼ⁽ˡ⁺¹⁾, which is no line")
    assert RULES["switch"].change is not by_rules.leaves_the_sum


def test_a_layer_that_is_skipped_is_refused():
    assert " ".join(VALUES["skipping"].split()) == "zᵢⱼ⁽ˡ⁾ reads aₕⱼ⁽ˡ⁻²⁾, expected only what stands directly before it"


def test_the_table_of_the_other_lines_has_the_words_that_stand_at_their_edge():
    table = PAGE.partition("| at the edge |")[2].partition("\n\n")[0]
    words = [word for row in table.splitlines()[2:] for word in row.split("|")[1].split("; ")]
    words = [word.strip() for word in words if word.strip()]
    assert len(words) > 10
    assert [word for word in words if not any(step.why.startswith(word) for step in STEPS)] == []


def test_what_is_told_is_counted_by_the_derivations():
    told = re.findall(r"(?m)^\| (.*?) \| (\d+) \|", VALUES["told"])
    facts = [fact for each in DERIVED.values() for fact in each.told]
    assert {fact: int(count) for fact, count in told} == {fact: facts.count(fact) for fact in facts}
    assert int(VALUES["untold"]) == sum(each.derived is True and not each.told for each in DERIVED.values())
