"""What the chapter on data of one's own says was computed, and its tables are what their programs print."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("math_core", reason="the site's builder needs math-core")

from builder import own_data
from builder.prose import pieces
from builder.values import check_shown, computed, fill

from purenn.real_data.subjects import SUBJECTS

ROOT = Path(__file__).parents[2]
TABLES = ROOT / "docs" / "tables"
PAGE = (ROOT / "docs" / "your-own-data.md").read_text(encoding="utf-8")
FOUND = computed("own_data", ROOT)


def share(name):
    return int(FOUND[name].removesuffix("%")) / 100


def test_the_page_shows_all_that_is_computed_for_it_and_nothing_else():
    assert "{{ own." not in fill(PAGE, {"own": lambda: FOUND, "run": lambda: {"raw_cost": ""}}, "your-own-data.md")
    check_shown({"own": lambda: FOUND, "run": dict}, [PAGE])


@pytest.mark.parametrize("name", ["rings", "throws"])
def test_a_table_is_what_its_program_prints(name):
    done = subprocess.run([sys.executable, TABLES / f"{name}.py"], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == (TABLES / f"{name}.csv").read_text(encoding="utf-8")


def test_every_command_of_the_page_is_run_in_a_console():
    """Consoles are run by tests/package/test_shown_blocks.py."""
    fences = [piece for piece in pieces(PAGE, "your-own-data.md") if piece.kind == "fence"]
    commands = [line for fence in fences if fence.about == "console" for line in fence.text.split("\n") if "$ " in line]
    assert len(commands) == len({*commands}) >= 10
    assert not [fence for fence in fences if fence.about != "console" and "-m purenn" in fence.text]
    kept = {re.search(r"--data (\S+)", command)[1] for command in commands if "--data" in command}
    assert kept >= {f"docs/tables/{name}.csv" for name in ("rings", "throws", "plants")} and not kept & SUBJECTS.keys()


def test_a_leak_makes_another_number():
    assert share("coins_leaking") > 0.7 and abs(share("coins_honest") - 0.5) < 0.06
    assert FOUND["means_leaking"] > FOUND["means_honest"]  # as the page says, it did not help
    assert share("with_count") == 1 and share("without_count") < 0.6


def test_features_that_go_along_with_the_labels_are_found():
    Y = [[0.0, 1.0, 0.0, 1.0]]
    X = [[1.0, -1.0, -1.0, 1.0], *[[k * y for y in (-1.0, 1.0, -1.0, 1.0)] for k in range(-5, 6) if k]]
    assert set(own_data.most_alike(own_data.Data(X, Y, []))) == {1, 2, 3, 4, 7, 8, 9, 10}


def test_what_does_not_learn_is_seen_as_the_page_says():
    assert share("first_told") == 1 and share("first_others") < 0.8
    assert 0 < float(FOUND["chance_cost"]) - float(FOUND["stuck_cost"]) < 0.02
    always = re.search(r"throws\.csv --hidden.*?always saying the mean +\S+ +(\S+)", PAGE, re.DOTALL)
    assert float(FOUND["small_gamma_off"]) > 0.95 * float(always[1])
    assert share("rare_accuracy") > 0.9 and FOUND["found_of_rare"].startswith("0 of")
    assert f"`--gamma {own_data.SMALL_GAMMA}`" in PAGE
