"""The numbers and figures of the run that `python3 -m purenn` makes, by the names that a page calls them by.

`python3 -m builder.run` prints them as JSON.
"""

from __future__ import annotations

import json

from builder.figures import cost_curve, errors
from purenn.cli import parse
from purenn.data import hits_and_misses, predict
from purenn.descent import train
from purenn.forward import cost, forward_pass
from purenn.real_data import check_some, count_parameters, prepare


def numbers() -> dict[str, str]:
    """Return every number and figure of the run, as a page shows it."""
    options = parse([])
    data, training, unseen, start = prepare(options)
    network, costs = train(start, training.X, training.Y, options.gamma, options.steps)
    table_training, table_unseen = (hits_and_misses(predict(network, part.X), part.Y) for part in (training, unseen))
    _, check = check_some(network, training)
    m, malignant = len(data.Y[0]), int(sum(data.Y[0]))
    *widths, last = map(str, network.n)
    digits, power = f"{check.max_error:.1e}".split("e")
    return {
        "tumours": str(m),
        "features": str(len(data.X)),
        "malignant": str(malignant),
        "benign": str(m - malignant),
        "training": str(len(training.Y[0])),
        "unseen": str(len(unseen.Y[0])),
        "layers": f"{', '.join(widths)} and {last}",
        "parameters": str(count_parameters(network)),
        "steps": str(options.steps),
        "gamma": f"{options.gamma:g}",
        "cost_first": f"{costs[0]:.4f}",
        "cost_training": f"{cost(network, forward_pass(network, training.X), training.Y):.4f}",
        "cost_unseen": f"{cost(network, forward_pass(network, unseen.X), unseen.Y):.4f}",
        "accuracy_training": f"{table_training.accuracy:.1%}",
        "accuracy_unseen": f"{table_unseen.accuracy:.1%}",
        **{name: str(count) for name, count in table_unseen._asdict().items()},
        "check_entries": str(check.entries),
        "check_max_error": rf"${digits}\cdot10^{{{int(power)}}}$",
        "cost-curve": cost_curve(costs),
        "errors": errors(forward_pass(network, unseen.X).A[network.L][0], unseen.Y[0]),
    }


if __name__ == "__main__":
    print(json.dumps(numbers()))
