"""The main job: train on the data that the options name, report, and keep what was learnt."""

import argparse
import sys
from math import ceil
from typing import NamedTuple

from purenn import backward_matrix, backward_scalar
from purenn.checking import DivergenceError
from purenn.data import FileError, Model, ModelError, save
from purenn.data.files import check_place
from purenn.data.models import check_free
from purenn.descent import train
from purenn.forward import cost, forward_pass
from purenn.network import Network
from purenn.real_data.pictures import show_images
from purenn.real_data.report import introduce, report, report_check, suggest
from purenn.real_data.subjects import Prepared, Subject
from purenn.start import STOPPED
from purenn.terminal import CtrlC, PassProgress, Progress, cost_text

FORMS = {"scalar": backward_scalar, "matrix": backward_matrix}


LATE = 0.02  # of the whole fall of J, in the last quarter of training: then it still falls


class Reached(NamedTuple):
    """Where training came to: the last whole network, after which step, the exit status, and whether J still falls."""

    network: Network
    step: int
    status: int
    falling: bool = False


def main_job(options: argparse.Namespace, subject: Subject, prepared: Prepared) -> int:
    """Train and report; return the exit status."""
    introduce(prepared, subject, options)
    with CtrlC() as ctrl_c:
        reached = watch_training(prepared, options, steps_of(options, len(prepared.training.Y[0])), ctrl_c)
        saved = options.save is None or keep(reached, prepared, options.save)
        if ctrl_c.held and options.save is not None:
            print("  stopped only now, so that saving was not cut off")
    print()
    report(reached.network, prepared, subject)
    if subject.side:
        show_images(reached.network, prepared, subject)
    if reached.status == 0:
        try:
            report_check(reached.network, prepared.training, subject)
        except KeyboardInterrupt:
            kept = f"; the model is in {options.save}" if options.save is not None and saved else ""
            print(f"  stopped: the gradients are not checked{kept}")
            return STOPPED
        suggest(options, reached.falling)
    return reached.status or int(not saved)


def steps_of(options: argparse.Namespace, m: int) -> int:
    """Return how many steps the options ask for, of which a pass over m datapoints has one for each batch."""
    steps: int = options.passes * ceil(m / (options.batch or m)) if options.steps is None else options.steps
    return steps


def watch_training(prepared: Prepared, options: argparse.Namespace, steps: int, ctrl_c: CtrlC) -> Reached:
    """Train with progress on show, until Ctrl-C; return what was reached."""
    network, training, m = prepared.network, prepared.training, len(prepared.training.Y[0])
    progress = PassProgress(steps, m, options.batch) if options.batch else Progress(steps)
    reached = Reached(network, 0, 0)
    complaint = ""

    def after_step(step: int, J: float, network: Network) -> None:
        nonlocal reached
        reached = Reached(network, step, 0)
        progress.show(step - 1, J)  # the cost from which this step set out

    try:
        ctrl_c.heard = True
        train(
            network, training.X, training.Y, options.gamma, steps, after_step, FORMS[options.form], options.batch,
            options.seed,
        )  # fmt: skip
        ctrl_c.heard = False
    except KeyboardInterrupt:
        reached = reached._replace(status=STOPPED)
    except DivergenceError as error:
        ctrl_c.heard, complaint = False, f"purenn: {error}"
        reached = Reached(error.network, max(len(error.costs) - 1, 0), 1)
    first, last = (cost(each, forward_pass(each, training.X), training.Y) for each in (network, reached.network))
    progress.end(reached.step, last)
    if complaint:
        print(complaint, file=sys.stderr)
    elif last > first:
        print(f"  J is higher than before the first step, where it was {cost_text(first)}: the steps go too far;")
        print(f"  --gamma {options.gamma / 10:g} makes them smaller")
    if reached.status:
        print(f"  stopped; what follows is the network after step {reached.step} of {steps}")
    costs = progress.costs
    late = costs[len(costs) * 3 // 4 - 1] - costs[-1] if len(costs) > 3 else 0.0
    return reached._replace(falling=late > LATE * (first - last) > 0)


def check_wishes(options: argparse.Namespace, prepared: Prepared) -> None:
    """Raise ValueError for batches too large, FileError for a place where nothing may be saved: before all the work."""
    if options.batch and options.batch > (m := len(prepared.training.Y[0])):
        raise ValueError(f"--batch {options.batch}: expected at most {m}, as many datapoints as there are to train on")
    if options.save is not None:
        check_place(options.save)
        check_free(options.save)


def keep(reached: Reached, prepared: Prepared, path: str) -> bool:
    """Save the network that was reached, and say so; return whether it is saved.

    What a stopped run has reached is saved, too, as nothing else is left of it; a network without any step is not, nor
    one that went too far.
    """
    if not reached.step or reached.status not in (0, STOPPED):
        print("  not saved: there is nothing that it has learnt")
        return False
    data = prepared.data
    try:
        save(path, Model(reached.network, data.features, prepared.pairs, data.classes, data.label, prepared.answer))
    except (FileError, ModelError) as error:
        print(f"purenn: not saved to {error}", file=sys.stderr)
        return False
    print(f"  saved to {path}" + f", as it was after step {reached.step}" * (reached.status == STOPPED))
    return True
