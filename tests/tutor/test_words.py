"""For each name of a mistake there is a question, which does not give away the line, and what to do."""

import re

import pytest

from purenn.notation.expression import Gradient, Sum, Symbol
from purenn.notation.sizes import Axis, Layer, M
from purenn.notation.symbols import symbol
from purenn.tutor.answer import Answer, Call, Slip
from purenn.tutor.exercises import EXERCISES
from purenn.tutor.words import MISFIT, STOPPED, UNSURE, WORDS, ask, difference, how, lies

NAMES = """indices swapped · wrong letter · wrong axis · constant index · index shifted · layer shifted · no
    accumulation · accumulator not reset · term in the wrong loop · range short · sign · 1/m missing · 1/m
    twice · size factor · factor · integer division · extra factor · missing factor · extra function · at a
    instead of z · sigmoid only · other symbol · start value · term missing · extra sum · missing sum ·
    grouping · result transposed · shape · shared rows · mutated · returned nothing · returned early ·
    updated too early · endless loop · list arithmetic · index error · layer error · name · applied twice ·
    argument · extra term · several · no pattern · value"""
l, J = Layer("l"), Symbol("J", "scalar")
CODE = re.compile(r"[\w)]\[|\w\(|\]|[-+*/]=|[^<>=]=[^=]|\bzip|\brange\(|@|∂|Σ")  # a piece of a line, or of an equation


def answer(id, mistake=None, **found):
    return Answer(EXERCISES[id], "", f"exercises/{EXERCISES[id].file}", False, mistake=mistake, **found)


def call(problem, error=""):
    return Call("layers of [4, 3, 2, 1] units and 5 datapoints", True, {"l": 1}, None, None, problem, error=error)


@pytest.mark.parametrize("name", " ".join(NAMES.split()).split(" · "))
def test_every_name_has_its_words(name):
    words = WORDS[name, ""]
    assert words.ask and words.do


@pytest.mark.parametrize(("name", "id"), WORDS)
def test_a_question_asks_and_gives_nothing_away(name, id):
    words = WORDS[name, id]
    assert "?" in words.ask
    assert not CODE.search(words.ask)
    assert len(words.ask) <= 220
    assert not re.search(r"\]\[|\w\(\w+[,)]|[-+*]=", words.do + words.why)  # what to do is no code either


@pytest.mark.parametrize(("name", "id"), [place for place in WORDS if place[1]])
def test_words_for_an_exercise_stand_under_a_name_and_say_something_of_their_own(name, id):
    assert id in EXERCISES
    assert WORDS[name, id] != WORDS[name, ""]
    assert all(mine or not general for mine, general in zip(WORDS[name, id], WORDS[name, ""], strict=True))


def test_an_exercise_may_have_a_question_of_its_own():
    assert ask(answer("update.weights", "sign")) == WORDS["sign", "update.weights"].ask
    assert ask(answer("hidden.dJ-db", "sign")) == WORDS["sign", ""].ask


@pytest.mark.parametrize(("problem", "name"), [("value", UNSURE), ("error", STOPPED), ("shape", "shape")])
def test_without_a_name_the_question_leads_to_what_is_seen(problem, name):
    assert ask(answer("hidden.dJ-db", calls=(call(""), call(problem)))) == WORDS[name, ""].ask


def test_matrices_that_do_not_meet_are_no_result_of_another_shape():
    for name in ("shape", None):
        found = answer("forward.Z", name, calls=(call("error", "ShapeError"),))
        assert ask(found) == WORDS[MISFIT, ""].ask
        assert "Z[l]" not in how(found)


@pytest.mark.parametrize(("node", "words"), [
    (symbol("w", Layer("l", 1), ("p", "i")),
     "W[l + 1] has a row for each unit of the next layer and a column for each unit of layer l."),
    (Gradient(J, symbol("w", Layer("L"), (1, "h"))),
     "dJ_dW[L] has a row for each unit of the last layer and a column for each unit of the layer before the last."),
    (Gradient(J, symbol("b", l, ("i", 1))), "dJ_dB[l] has a row for each unit of layer l and one column."),
    (symbol("a", Layer("l", -1), ("h", "j")),
     "A[l - 1] has a row for each unit of the previous layer and a column for each datapoint."),
    (symbol("y", None, (1, "j")), "Y has one row and a column for each datapoint."),
    (Symbol("m", "scalar"), ""),
])  # fmt: skip
def test_how_a_matrix_lies(node, words):
    assert lies(node) == words


def test_what_to_do_names_the_pieces_that_differ():
    mine, book = symbol("w", Layer("l", 1), ("i", "p")), symbol("w", Layer("l", 1), ("p", "i"))
    slip = Slip("indices swapped", None, (book,), (mine,))
    assert difference(slip) == "Where you have wᵢₚ⁽ˡ⁺¹⁾, the book has wₚᵢ⁽ˡ⁺¹⁾."
    assert difference(Slip("missing factor", None, (book,))) == "wₚᵢ⁽ˡ⁺¹⁾ is missing."
    assert difference(Slip("extra factor", None, (), (mine, mine))) == "Leave out wᵢₚ⁽ˡ⁺¹⁾."
    said = how(answer("hidden.dJ-da-sum", "indices swapped", slip=slip))
    assert said.startswith(f"{lies(book)} {difference(slip)}")
    assert "W[l + 1] has" in how(answer("hidden.dJ-da-sum", "indices swapped", slip=slip), ascii=True)
    assert "w[i,p]^(l+1)" in how(answer("hidden.dJ-da-sum", "indices swapped", slip=slip), ascii=True)


def test_what_to_do_says_how_a_result_of_another_shape_lies():
    said = how(answer("hidden.dJ-dw-sum", "result transposed"))
    assert said.startswith("dJ_dW[l] has a row for each unit of layer l and a column for each unit of the previous")
    assert how(answer("loss.cross-entropy", "shape")) == " ".join(WORDS["shape", "loss.cross-entropy"][1:])


def test_a_slip_of_the_whole_is_told_in_words():
    slip = Slip("no accumulation", None, (Sum(Axis("j", M), symbol("a", l, ("i", "j"))),), ())
    assert how(answer("hidden.dJ-db", "no accumulation", slip=slip)) == " ".join(WORDS["no accumulation", ""][1:])
