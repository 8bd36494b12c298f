"""What a learner's function says is read back from runs on traced numbers, in whatever style it is written."""

from textwrap import dedent

from purenn.notation.text import text
from purenn.tutor.exercises import EXERCISES
from purenn.tutor.recovery import recover

PATH = "/learner/body.py"


def said(exercise, body, head=""):
    """What a function with a body says, a line for each equation."""
    source = head + EXERCISES[exercise].signature + ":\n" + "".join(
        "    " + line + "\n" for line in dedent(body).strip().splitlines())  # fmt: skip
    return [f"{text(each.equation)}  {each.where}".strip() for each in recover(source, PATH, EXERCISES[exercise]).says]


def test_loops_say_their_sum():
    body = """
        out = []
        for i in range(len(W[l + 1][0])):
            out.append([])
            for j in range(len(dJ_dZ[l + 1][0])):
                total = 0.0
                for p in range(len(W[l + 1])):
                    total += W[l + 1][p][i] * dJ_dZ[l + 1][p][j]
                out[i].append(total)
        return out
    """
    assert said("hidden.dJ-da-sum", body) == ["∂J/∂aᵢⱼ⁽ˡ⁾ = Σₚ wₚᵢ⁽ˡ⁺¹⁾ · ∂J/∂zₚⱼ⁽ˡ⁺¹⁾"]
