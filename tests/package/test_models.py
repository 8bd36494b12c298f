"""A model in a file: it comes back to the last bit, a person can read it, and it is written whole or not at all."""

import errno
import json
import os
import signal
import stat
import subprocess
import sys
import time
from math import inf, nan
from pathlib import Path

import pytest

from purenn import Model, Network, load, predict, save
from purenn.cli import main
from purenn.data import FileError, ModelError

three = Model(
    Network(
        W={
            1: [[0.5, -0.25], [1e-300, -0.0], [1.0, 1 / 3]],
            2: [[0.1, 0.2, 0.3], [1e300, 5e-324, 7.0], [0.0, 0.0, -1.5]],
        },
        B={1: [[0.0], [2.0], [-1.0]], 2: [[0.5], [0.25], [0.125]]},
        f={1: "tanh", 2: "softmax"},
    ),
    ["height in cm", "Größe"], [(1.5, 0.1), (2.0, 3.0)], ("cat", "dog", "owl"), "kind",
)  # fmt: skip
two = Model(Network.random([3, 4, 1], seed=1), ["a", "b", "c"], [(0.0, 1.0)] * 3, ("no", "yes"), "ill")
amounts = Model(Network.random([1, 2, 1], f={1: "relu", 2: "linear"}), ["a"], [(0.0, 1.0)], (), "price", (310.5, 20.0))
labels = Model(Network.random([2, 3], seed=2), ["a", "b"], [(0.0, 1.0)] * 2, ("red", "round", "ripe"), "fruit")
squared = Model(Network.random([2, 1], cost="squared-error"), ["a", "b"], [(0.0, 1.0)] * 2, ("no", "yes"), "ill")


@pytest.mark.parametrize("model", [three, two, amounts, labels, squared], ids=lambda model: model.label)
def test_a_model_comes_back_to_the_last_bit(model, tmp_path):
    save(tmp_path / "model.json", model)
    found = load(str(tmp_path / "model.json"))

    assert found == model._replace(answer=model.answer or (0.0, 1.0))
    assert repr(found.network.W) == repr(model.network.W)  # in which -0.0 is not 0.0
    assert (found.network.activations, found.network.cost) == (model.network.activations, model.network.cost)
    assert type(found.pairs[0]) is tuple and type(found.classes) is tuple


def test_what_comes_back_predicts_the_same(tmp_path):
    save(tmp_path / "model.json", two)
    X = [[0.5, -2.0], [1.0, 3.0], [-1.0, 0.0]]

    assert predict(load(tmp_path / "model.json").network, X) == predict(two.network, X)


def test_a_person_can_read_it(tmp_path):
    save(tmp_path / "model.json", three)

    assert (tmp_path / "model.json").read_text(encoding="utf-8") == """{
  "kind": "purenn model 1",
  "label": "kind",
  "classes": ["cat", "dog", "owl"],
  "answer": {"mean": 0.0, "scale": 1.0},
  "features": [
    {"name": "height in cm", "mean": 1.5, "scale": 0.1},
    {"name": "Größe", "mean": 2.0, "scale": 3.0}
  ],
  "n": [2, 3, 3],
  "f": {"1": "tanh", "2": "softmax"},
  "cost": "cross-entropy",
  "W": {
    "1": [
      [0.5, -0.25],
      [1e-300, -0.0],
      [1.0, 0.3333333333333333]
    ],
    "2": [
      [0.1, 0.2, 0.3],
      [1e+300, 5e-324, 7.0],
      [0.0, 0.0, -1.5]
    ]
  },
  "B": {
    "1": [
      [0.0],
      [2.0],
      [-1.0]
    ],
    "2": [
      [0.5],
      [0.25],
      [0.125]
    ]
  }
}
"""


# ---- what is refused


def edited(**parts):
    """A network whose entries were changed after it was made."""
    network = Network.random([2, 3, 1])
    for symbol, entry in parts.items():
        getattr(network, symbol)[1][0][0] = entry
    return network


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (None, "model is None, expected Model(network, features, pairs, ...)"),
        (("net", [], []), "model is ('net', [], []), expected Model(network, features, pairs, ...)"),
        (three._replace(features=["a"]), "found 1 features, expected 2, one for each input"),
        (three._replace(features="ab"), "features is 'ab', expected a list of names"),
        (three._replace(features=["a", 2]), "features has 2, expected a name"),
        (three._replace(pairs=[(0.0, 1.0)]), "pairs has 1 pairs, expected 2, one for each feature"),
        (three._replace(pairs=[(0.0, 1.0), (nan, 1.0)]), "pairs[1][0] is nan, expected a finite number"),
        (three._replace(pairs=[(0.0, 1.0), (1.0, 0.0)]), "pairs[1][1] is 0, expected a scale to divide by"),
        (three._replace(pairs=[(0.0,)] * 2), "pairs[0] is (0.0,), expected two numbers, a mean and a scale"),
        (amounts._replace(answer=(0.0,)), "answer is (0.0,), expected two numbers, a mean and a scale"),
        (three._replace(features=["a", "a"]), "features has 'a' 2 times, expected each name once"),
        (three._replace(classes=("a", "b", "a")), "classes has 'a' 2 times, expected each name once"),
        (three._replace(classes=("a", "b")), "found 2 classes, expected 3 for 3 output units and cross-entropy"),
        (three._replace(classes=()), "found 0 classes, expected 3 for 3 output units and cross-entropy"),
        (two._replace(classes=("a",)), "found 1 classes, expected 2 for 1 output unit and cross-entropy"),
        (amounts._replace(classes=("a",)), "found 1 classes, expected 2 for 1 output unit and squared-error"),
        (three._replace(label=None), "label has None, expected a name"),
        (
            amounts._replace(answer=()),
            "answer is missing, expected the mean and the scale of the amounts: "
            "answer=means_and_scales(training.Y)[0], or answer=(0.0, 1.0) if they were not standardised",
        ),
        (amounts._replace(answer=(0.0, 0.0)), "answer[1] is 0, expected a scale to divide by"),
        (amounts._replace(answer=(inf, 1.0)), "answer[0] is inf, expected a finite number"),
        (three._replace(network=None), "network is None, expected a Network"),
        (squared._replace(network=edited(W=nan)), "W[1][0][0] is nan, expected a finite number"),
        (squared._replace(network=edited(B=inf)), "B[1][0][0] is inf, expected a finite number"),
    ],
)
def test_a_model_that_does_not_fit_together_is_not_written(model, message, tmp_path):
    path = tmp_path / "model.json"
    with pytest.raises(ModelError) as error:
        save(path, model)

    assert str(error.value) == f"save: {path}: {message}"
    assert list(tmp_path.iterdir()) == []


def changed(**parts):
    """The text of a file with some parts changed; None takes a part away."""
    story = json.loads(TEXT) | parts
    return json.dumps({key: value for key, value in story.items() if value is not None})


TEXT = """{"kind": "purenn model 1", "label": "kind", "classes": ["cat", "dog"], "answer": {"mean": 0, "scale": 1},
"features": [{"name": "a", "mean": 0, "scale": 1}, {"name": "b", "mean": 1, "scale": 2}], "n": [2, 1],
"f": {"1": "sigmoid"}, "cost": "cross-entropy", "W": {"1": [[1, 2]]}, "B": {"1": [[3]]}}"""


KEYS = ["label", "classes", "answer", "features", "n", "f", "cost", "W", "B"]


def test_a_model_that_a_person_wrote_is_read(tmp_path):
    (tmp_path / "model.json").write_text(TEXT)

    network = Network(W={1: [[1.0, 2.0]]}, B={1: [[3.0]]})
    assert load(tmp_path / "model.json") == Model(network, ["a", "b"], [(0, 1), (1, 2)], ("cat", "dog"), "kind", (0, 1))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", ":1: Expecting value in column 1, expected JSON"),
        ("height,weight\n1,2\n", ":1: Expecting value in column 1, expected JSON"),
        (TEXT.replace('"n"', "n"), ":2: Expecting property name enclosed in double quotes in column 91, expected JSON"),
        ("[" * 100_000, ": maximum recursion depth exceeded"),
        (b'{"kind": "\xe9"}', ":1: found the byte 0xe9, expected JSON in UTF-8"),
        ('{"kind": 1, "kind": 2}', ": found the key 'kind' twice, expected JSON"),
        ("[1, 2]", ": [1, 2], expected a model that save wrote, of kind 'purenn model 1'"),
        ('{"W": 1}', ": kind is None, expected a model that save wrote, of kind 'purenn model 1'"),
        (changed(kind="other"), ": kind is 'other', expected a model that save wrote, of kind 'purenn model 1'"),
        *[(changed(**{key: None}), f": {key} is missing, expected what save writes") for key in KEYS],
        (changed(n=[2, 3, 1]), ": n is [2, 3, 1] but W is that of [2, 1]"),
        (changed(n="2,1"), ": n is '2,1' but W is that of [2, 1]"),
        (changed(W={"1": [[1, 2, 3]]}, n=[3, 1]), ": found 2 features, expected 3, one for each input"),
        (changed(W={"1": [[1, 2]], "2": [[1, 2]]}), ": Network: B has the layers [1], expected [1, 2]"),
        (
            changed(W={"1": [[1, 2]], "2": [[1, 2]]}, B={"1": [[3]], "2": [[4]]}),
            ": Network: W[2] is 1x2 but layer 1 has 1 units",
        ),
        (changed(W={"one": [[1, 2]]}), ": W is {'one': [[1, 2]]}, expected a list, or "),
        (changed(W=5), ": W is 5, expected a list, or "),
        (TEXT.replace("[[1, 2]]", "[[1, NaN]]"), ": Network: W[1][0][1] is nan, expected a finite number"),
        (TEXT.replace("[[1, 2]]", "[[1, 1e999]]"), ": Network: W[1][0][1] is inf, expected a finite number"),
        (TEXT.replace("[[1, 2]]", '[[1, "2"]]'), ": Network: W[1][0][1] is '2', expected a finite number"),
        (TEXT.replace("[[1, 2]]", "[[1, 2], [3]]"), ": Network: W[1] is ragged: row 1 has 1 entries but row 0 has 2"),
        (changed(f={"1": "softmax"}), ": Network: the last layer has a softmax and one unit, which is"),
        (changed(f={"1": "sine"}), ": Network: f[1] is 'sine', expected one of "),
        (changed(f="sigmoid"), ": f is 'sigmoid', expected a list, or "),
        (changed(cost="hinge"), ": Network: cost is 'hinge', expected "),
        (changed(classes=["cat"]), ": found 1 classes, expected 2 for 1 output unit and cross-entropy"),
        (changed(classes="cat"), ": classes is 'cat', expected a list of names"),
        (changed(classes=["cat", 1]), ": classes has 1, expected a name"),
        (changed(label=3), ": label has 3, expected a name"),
        (changed(features={"a": 1}), ": features is {'a': 1}, expected a list"),
        (changed(features=["a", "b"]), ": features has 'a', expected name, mean, scale"),
        (changed(features=[{"name": "a"}]), ": features has {'name': 'a'}, expected name, mean, scale"),
        (changed(features=json.loads(TEXT)["features"][:1]), ": found 1 features, expected 2, one for each input"),
        (changed(answer=5), ": answer has 5, expected mean, scale"),
        (changed(answer={"mean": None, "scale": 1}), ": answer[0] is None, expected a finite number"),
        (TEXT.replace('"scale": 2', '"scale": 0'), ": pairs[1][1] is 0, expected a scale to divide by"),
    ],
)
def test_a_file_that_holds_no_model_is_refused_in_one_line(text, message, tmp_path):
    path = tmp_path / "model.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ModelError) as error:
        load(path)

    assert str(error.value).startswith(f"{path}{message}")
    assert "\n" not in str(error.value)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ModelError) as error:
        load(tmp_path / "none.json")
    assert str(error.value) == f"{tmp_path / 'none.json'}: No such file or directory, expected a file that can be read"
    with pytest.raises(ModelError) as error:
        load(tmp_path)
    assert str(error.value) == f"{tmp_path}: Is a directory, expected a file that can be read"


# ---- where it is written


def test_the_rights_of_a_file_are_kept_and_a_new_one_gets_the_usual_ones(tmp_path):
    (tmp_path / "old.json").write_text(TEXT)
    (tmp_path / "old.json").chmod(0o640)
    save(tmp_path / "old.json", two)
    save(tmp_path / "new.json", two)
    (tmp_path / "usual").write_text("")

    rights = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert rights == {"old.json": 0o640, "new.json": rights["usual"], "usual": rights["usual"]}


@pytest.mark.parametrize("there", [True, False])
def test_a_link_stays_one(there, tmp_path):
    (tmp_path / "models").mkdir()
    target = tmp_path / "models" / "first.json"
    if there:
        target.write_text(TEXT)
    (tmp_path / "model.json").symlink_to(Path("models") / "first.json")
    save(tmp_path / "model.json", two)

    assert (tmp_path / "model.json").is_symlink() and not target.is_symlink()
    assert load(target).network == load(tmp_path / "model.json").network == two.network
    assert len(list(tmp_path.rglob("*"))) == 3


def test_what_must_not_be_written_over_is_left_alone(tmp_path):
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for name, message in {
        "folder": "no regular file, expected one, or a name that is free",
        "pipe": "no regular file, expected one, or a name that is free",
        "none/model.json": "No such file or directory",
        "a\0b": "NUL in the name",
    }.items():
        with pytest.raises(FileError) as error:
            save(tmp_path / name, two)
        assert str(error.value) == f"{tmp_path / name}: {message}; nothing was written"
    assert {path.name for path in tmp_path.rglob("*")} == {"folder", "pipe"}


@pytest.mark.parametrize("text", ["height,weight\n1,2\n", "[1, 2]", '{"kind": "other"}', "{"])
def test_a_file_that_is_no_model_is_never_written_over(text, tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(text)
    with pytest.raises(ModelError) as error:
        save(path, two)

    found = "holds something that is no model, expected a name that is free; nothing was written"
    assert str(error.value) == f"{path}: {found}"
    assert path.read_text() == text
    path.write_text("")
    save(path, two)
    assert load(path).network == two.network


def test_a_name_that_no_file_can_hold_is_refused_and_the_old_file_stays(tmp_path):
    path = tmp_path / "model.json"
    save(path, two)
    with pytest.raises(FileError, match=r"model.json: 'utf-8' codec can't encode .*; nothing was written$"):
        save(path, two._replace(label="\ud800"))
    assert load(path).label == two.label and len(list(tmp_path.iterdir())) == 1


def test_a_file_protected_by_its_owner_is_not_replaced(tmp_path, monkeypatch):
    path = tmp_path / "model.json"
    path.write_text(TEXT)
    monkeypatch.setattr(os, "access", lambda name, mode: (name, mode) != (str(path), os.W_OK))
    with pytest.raises(FileError, match=r"protected from being written; nothing was written$"):
        save(path, two)
    assert path.read_text() == TEXT and len(list(tmp_path.iterdir())) == 1


def test_what_the_command_cannot_save_is_said_after_training_too(tmp_path, monkeypatch, capsys):
    def full(file):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    table, path = tmp_path / "table.csv", tmp_path / "model.json"
    table.write_text("x,y\n" + "".join(f"{x},{x * x + 0.5}\n" for x in range(1, 7)))

    assert main(["--data", str(table), "--steps", "1", "--layers", "none", "--save", str(path)]) == 1
    shown = capsys.readouterr()
    assert shown.err.endswith(f"purenn: not saved to {path}: No space left on device; nothing was written\n")
    assert "What it learnt" in shown.out and os.listdir(tmp_path) == ["table.csv"]


# ---- whole or not at all

OLD, NEW = (  # 20 kB: several writes
    two._replace(network=Network.random([3, 200, 1], seed=seed), answer=(0.0, 1.0)) for seed in (3, 4)
)
CHILD = """
import os, resource, signal, sys, threading
from purenn import Network, load, save
from purenn.data import files

path, how, at = sys.argv[1], sys.argv[2], int(sys.argv[3])
new = load(path)._replace(network=Network.random([3, 200, 1], seed=4))
lines = 0

def strike(frame, event, _):
    global lines
    lines += event in ("line", "return")
    if lines == at and event in ("line", "return"):
        if how == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        raise KeyboardInterrupt
    return strike

if how in ("kill", "interrupt"):
    sys.settrace(lambda frame, event, _: strike if frame.f_code is files.write_whole.__code__ else None)
if how == "full":
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (at, at))
print("ready", flush=True)
while True:
    save(path, new)
    if how != "forever":
        break
sys.settrace(None)
print(lines)
"""


def child(path, how, at):
    """A process that saves the new model over the old one, and something happens to it."""
    command = [sys.executable, "-c", CHILD, str(path), how, str(at)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.long
def test_killed_or_stopped_before_any_step_the_old_file_stays_or_the_new_one_is_there(tmp_path):
    path = tmp_path / "model.json"
    save(path, OLD)
    shown, complaint = child(path, "count", 0).communicate()
    assert (shown, complaint) == ("ready\n0\n", "") and load(path) == NEW
    steps = 0
    for how in ("kill", "interrupt"):
        seen = []
        for at in range(1, 100):
            save(path, OLD)
            process = child(path, how, at)
            shown, complaint = process.communicate()
            seen.append(load(path))
            litter = [other for other in tmp_path.iterdir() if other != path]
            if process.returncode == 0:  # there are not so many steps
                break
            if how == "kill":
                assert process.returncode == -signal.SIGKILL
                assert all(other.name.startswith("model.json.") for other in litter)
            else:
                assert complaint.rstrip().endswith("KeyboardInterrupt")
                assert litter == []
            for other in litter:
                other.unlink()
        steps = len(seen) - 1
        assert steps >= 10
        assert all(model in (OLD, NEW) for model in seen)
        assert seen == sorted(seen, key=lambda model: model == NEW) and seen[0] == OLD and seen[-2] == NEW


@pytest.mark.parametrize("room", [0, 1, 4096, 10_000])
def test_on_a_full_disk_the_old_file_stays(room, tmp_path):
    path = tmp_path / "model.json"
    save(path, OLD)
    process = child(path, "full", room)
    complaint = process.communicate()[1]

    assert complaint.splitlines()[-1] == f"purenn.data.files.FileError: {path}: File too large; nothing was written"
    assert load(path) == OLD and list(tmp_path.iterdir()) == [path]


def test_it_is_on_the_disk_before_it_takes_the_place_of_the_old_file(tmp_path, monkeypatch):
    done = []
    for name in ("fsync", "replace"):
        step = getattr(os, name)
        monkeypatch.setattr(os, name, lambda *of, step=step, name=name: (done.append(name), step(*of)))
    save(tmp_path / "model.json", two)

    assert done == ["fsync", "replace"]


@pytest.mark.long
@pytest.mark.parametrize("seed", range(30))
def test_killed_at_any_moment_the_file_is_whole(seed, tmp_path):
    path = tmp_path / "model.json"
    save(path, OLD)
    process = child(path, "forever", 0)
    assert process.stdout.readline() == "ready\n"
    time.sleep(0.0007 * seed)
    process.kill()
    process.communicate()

    assert load(path) in (OLD, NEW)
