"""Other people's libraries, where they happen to be installed, come to the same numbers."""

import pytest
from cases import CASES, SEVERAL

from purenn import Network, backward_matrix, cost, forward_pass, gradient_descent_step, matrix, predict, train
from purenn.data import load_breast_cancer, load_digits, means_and_scales, split, standardise
from purenn.explaining import worked

pytestmark = pytest.mark.long

nets = pytest.mark.parametrize("network, X, Y", CASES.values(), ids=CASES)
nets_of_several = pytest.mark.parametrize("network, X, Y", SEVERAL.values(), ids=SEVERAL)


def close(left, right, tolerance=1e-12):
    """Whether a matrix of ours and an array of theirs have one shape and nearly the same entries."""
    n, m = matrix.shape(left)
    assert tuple(right.shape) == (n, m)
    return all(abs(left[i][j] - float(right[i, j])) <= tolerance for i in range(n) for j in range(m))


# ---- NumPy


def test_numpy_multiplies_alike():
    np = pytest.importorskip("numpy", reason="NumPy is not installed")
    draw = np.random.default_rng(0)
    M, N, P = draw.normal(size=(3, 4)), draw.normal(size=(3, 4)), draw.normal(size=(4, 2))
    ours_M, ours_N, ours_P = M.tolist(), N.tolist(), P.tolist()

    assert close(matrix.matmul(ours_M, ours_P), M @ P)
    assert close(matrix.matmul(matrix.transpose(ours_M), ours_N), M.T @ N)
    for function, theirs in [
        (matrix.hadamard, M * N),
        (matrix.add, M + N),
        (matrix.subtract, M - N),
        (matrix.divide, M / N),
    ]:
        assert function(ours_M, ours_N) == theirs.tolist()
    assert matrix.one_minus(ours_M) == (1 - M).tolist()
    assert matrix.scale(0.3, ours_M) == (0.3 * M).tolist()
    assert matrix.diagonal(ours_M[0]) == np.diag(M[0]).tolist()


@nets
def test_numpy_goes_back_alike(network, X, Y):
    np = pytest.importorskip("numpy", reason="NumPy is not installed")
    f = {"sigmoid": lambda z: 1 / (1 + np.exp(-z)), "tanh": np.tanh, "linear": lambda z: z,
         "relu": lambda z: np.maximum(z, 0)}  # fmt: skip
    derivative_at_a = {"sigmoid": lambda a: a * (1 - a), "tanh": lambda a: 1 - a**2, "linear": np.ones_like,
                  "relu": lambda a: (a > 0) * 1.0}  # fmt: skip
    L, names, m = network.L, network.activations, len(X[0])
    W, B = ({l: np.array(layers[l]) for l in layers} for layers in (network.W, network.B))
    A = {0: np.array(X)}
    for l in range(1, L + 1):
        A[l] = f[names[l]](W[l] @ A[l - 1] + B[l])
    dZ = {L: (A[L] - np.array(Y)) * ({"sigmoid": 1, "linear": 2}[names[L]] / m)}
    for l in range(L - 1, 0, -1):
        dZ[l] = W[l + 1].T @ dZ[l + 1] * derivative_at_a[names[l]](A[l])

    run = forward_pass(network, X)
    ours = backward_matrix.backward_pass(network, run, Y)
    for l in range(1, L + 1):
        assert close(run.A[l], A[l])
        assert close(ours.dJ_dZ[l], dZ[l])
        assert close(ours.dJ_dW[l], dZ[l] @ A[l - 1].T)
        assert close(ours.dJ_dB[l], dZ[l].sum(axis=1, keepdims=True))


# ---- PyTorch


@nets
def test_pytorch_differentiates_alike(network, X, Y):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    f = {"sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu, "linear": lambda z: z}

    def tensor(entries, needs=True):
        return torch.tensor(entries, dtype=torch.float64, requires_grad=needs)

    W, B = ({l: tensor(layers[l]) for l in layers} for layers in (network.W, network.B))
    Z, A, labels = {}, {0: tensor(X, False)}, tensor(Y, False)
    for l in range(1, network.L + 1):
        Z[l] = W[l] @ A[l - 1] + B[l]
        A[l] = f[network.activations[l]](Z[l])
        Z[l].retain_grad()
        A[l].retain_grad()
    a = A[network.L]
    if network.activations[network.L] == "sigmoid":
        J = -(labels * torch.log(a) + (1 - labels) * torch.log(1 - a)).mean()
    else:
        J = ((a - labels) ** 2).mean()
    J.backward()

    run = forward_pass(network, X)
    ours = backward_matrix.backward_pass(network, run, Y)
    assert cost(network, run, Y) == pytest.approx(J.item(), abs=1e-12)
    for l in range(1, network.L + 1):
        for mine, theirs in [(ours.dJ_dW, W), (ours.dJ_dB, B), (ours.dJ_dZ, Z), (ours.dJ_dA, A)]:
            assert close(mine[l], theirs[l].grad)


@nets_of_several
def test_pytorch_differentiates_the_costs_of_several_units_alike(network, X, Y):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    F = torch.nn.functional
    f = {"sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu, "linear": lambda z: z,
         "softmax": lambda z: torch.softmax(z, dim=0)}  # fmt: skip

    def tensor(entries, needs=True):
        return torch.tensor(entries, dtype=torch.float64, requires_grad=needs)

    W, B = ({l: tensor(layers[l]) for l in layers} for layers in (network.W, network.B))
    Z, A, labels, m, L = {}, {0: tensor(X, False)}, tensor(Y, False), len(X[0]), network.L
    for l in range(1, L + 1):
        Z[l] = W[l] @ A[l - 1] + B[l]
        A[l] = f[network.activations[l]](Z[l])
        Z[l].retain_grad()
    if network.activations[L] == "softmax":  # a row for each datapoint, and class numbers
        J = F.cross_entropy(Z[L].T, labels.argmax(dim=0))
    elif network.cost == "cross-entropy":
        J = F.binary_cross_entropy_with_logits(Z[L], labels, reduction="sum") / m
    else:
        J = F.mse_loss(A[L], labels, reduction="sum") / m
    J.backward()

    run = forward_pass(network, X)
    ours = backward_matrix.backward_pass(network, run, Y)
    assert cost(network, run, Y) == pytest.approx(J.item(), abs=1e-12)
    assert close(run.A[L], A[L].detach())
    for l in range(1, L + 1):
        for mine, theirs in [(ours.dJ_dW, W), (ours.dJ_dB, B), (ours.dJ_dZ, Z)]:
            assert close(mine[l], theirs[l].grad)


def as_pytorch_has_it(torch):
    """The worked net as a model of PyTorch, with its data and labels, a row for each datapoint."""
    nn = torch.nn
    layers = [nn.Linear(4, 3), nn.Sigmoid(), nn.Linear(3, 2), nn.Sigmoid()]
    layers += [nn.Linear(2, 1), nn.Sigmoid()]
    model = nn.Sequential(*layers).double()
    with torch.no_grad():
        for l, layer in enumerate(linear_layers(model), start=1):
            layer.weight[:] = torch.tensor(worked.W[l], dtype=torch.float64)
            layer.bias[:] = torch.tensor(worked.B[l], dtype=torch.float64)[:, 0]
    return model, *(torch.tensor(each, dtype=torch.float64).T for each in (worked.X, worked.Y))


def linear_layers(model):
    return list(model)[::2]


def same_layers(model, W, B, of=lambda tensor: tensor.detach()):
    """Whether what the layers of a model hold, or their .grad, is what W and B hold."""
    return all(
        close(W[l], of(layer.weight)) and close(B[l], of(layer.bias)[:, None])
        for l, layer in enumerate(linear_layers(model), start=1)
    )


def test_a_training_loop_of_pytorch_takes_the_steps_of_this_package():
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    model, X, Y = as_pytorch_has_it(torch)
    cost, steps, gamma = torch.nn.BCELoss(), 20, worked.gamma

    optimizer = torch.optim.SGD(model.parameters(), lr=gamma)
    for _ in range(steps):
        optimizer.zero_grad()
        a = model(X)
        J = cost(a, Y)
        J.backward()
        optimizer.step()

    trained, costs = train(Network(worked.W, worked.B), worked.X, worked.Y, gamma, steps)
    assert costs[-1] == pytest.approx(J.item(), abs=1e-12)
    assert same_layers(model, trained.W, trained.B)
    assert not close(trained.W[1], linear_layers(as_pytorch_has_it(torch)[0])[0].weight.detach(), tolerance=0.01)


def test_each_line_of_a_training_loop_does_what_its_equations_do():
    """The rows of the table in docs/four-roads.md, one after the other."""
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    model, X, Y = as_pytorch_has_it(torch)
    network = Network(worked.W, worked.B)
    run = forward_pass(network, worked.X)
    gradients = backward_matrix.backward_pass(network, run, worked.Y)
    optimizer = torch.optim.SGD(model.parameters(), lr=worked.gamma)

    # requires_grad: W and B are followed, X and Y are not, and what is made from W and B is
    assert all(parameter.requires_grad for parameter in model.parameters())
    assert not X.requires_grad and not Y.requires_grad

    optimizer.zero_grad()
    assert all(parameter.grad is None for parameter in model.parameters())

    a = model(X)
    assert close(run.A[3], a.detach().T) and a.requires_grad

    J = torch.nn.BCELoss()(a, Y)
    assert isinstance(J.item(), float)
    assert cost(network, run, worked.Y) == pytest.approx(J.item(), abs=1e-12)

    # the tape: each number knows the operation that made it, and that one those before it
    assert "BinaryCrossEntropy" in J.grad_fn.name()
    assert J.grad_fn.next_functions[0][0] is a.grad_fn and "Sigmoid" in a.grad_fn.name()

    J.backward(retain_graph=True)
    assert same_layers(model, gradients.dJ_dW, gradients.dJ_dB, lambda tensor: tensor.grad)
    for l, linear in enumerate((model[0], model[2], model[4]), start=1):
        assert close(gradients.dJ_dW[l], linear.weight.grad) and linear.bias.grad.ndim == 1

    # what comes back is added to what is there, so a second walk without zero_grad doubles it
    J.backward()
    assert same_layers(model, gradients.dJ_dW, gradients.dJ_dB, lambda tensor: tensor.grad / 2)
    with pytest.raises(RuntimeError, match="second time"):  # nothing is kept after a walk, unless it is asked for
        J.backward()
    optimizer.zero_grad()
    torch.nn.BCELoss()(model(X), Y).backward()

    optimizer.step()
    after = gradient_descent_step(network, gradients, worked.gamma)
    assert same_layers(model, after.W, after.B)
    assert not same_layers(model, network.W, network.B)

    with torch.no_grad():
        a = model(X)
    assert a.grad_fn is None and not a.requires_grad and close(forward_pass(after, worked.X).A[3], a.T)


def test_portions_of_the_data_one_after_the_other_add_up_to_as_many_times_the_gradient():
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    model, X, Y = as_pytorch_has_it(torch)
    X_4, Y_4 = ([row[:4] for row in each] for each in (worked.X, worked.Y))
    network = Network(worked.W, worked.B)
    gradients = backward_matrix.backward_pass(network, forward_pass(network, X_4), Y_4)
    for half in (slice(0, 2), slice(2, 4)):
        torch.nn.BCELoss()(model(X[half]), Y[half]).backward()
    assert same_layers(model, gradients.dJ_dW, gradients.dJ_dB, lambda tensor: tensor.grad / 2)


def test_several_numbers_are_walked_back_from_with_what_each_begins_with():
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    model, X, Y = as_pytorch_has_it(torch)
    m, network = len(Y), Network(worked.W, worked.B)
    gradients = backward_matrix.backward_pass(network, forward_pass(network, worked.X), worked.Y)
    penalties = torch.nn.BCELoss(reduction="none")(model(X), Y)
    with pytest.raises(RuntimeError, match="scalar"):
        penalties.backward()
    penalties.backward(gradient=torch.full_like(penalties, 1 / m))
    assert same_layers(model, gradients.dJ_dW, gradients.dJ_dB, lambda tensor: tensor.grad)


def test_the_mean_squared_error_of_pytorch_has_the_same_derivative():
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    model, X, Y = as_pytorch_has_it(torch)
    network = Network(worked.W, worked.B, f={1: "sigmoid", 2: "sigmoid", 3: "linear"})
    gradients = backward_matrix.backward_pass(network, forward_pass(network, worked.X), worked.Y)
    torch.nn.MSELoss()(model[:5](X), Y).backward()
    assert same_layers(model, gradients.dJ_dW, gradients.dJ_dB, lambda tensor: tensor.grad)


# ---- scikit-learn


def test_scikit_learn_trains_to_the_same_parameters():
    pytest.importorskip("sklearn", reason="scikit-learn is not installed")
    import warnings

    import numpy as np
    from sklearn.neural_network import MLPClassifier

    training, unseen = split(load_breast_cancer())
    pairs = means_and_scales(training.X)
    X, X_unseen = standardise(training.X, pairs), standardise(unseen.X, pairs)
    rows, labels = np.array(X).T, np.array(training.Y[0])
    steps, gamma = 200, 0.5
    network = Network.random([30, 5, 3, 1], seed=0)

    theirs = MLPClassifier(
        hidden_layer_sizes=(5, 3),
        activation="logistic",
        solver="sgd",
        alpha=0.0,
        batch_size=len(rows),
        learning_rate="constant",
        learning_rate_init=gamma,
        max_iter=1,
        shuffle=False,
        tol=0.0,
        momentum=0.0,
        nesterovs_momentum=False,
        n_iter_no_change=10**9,
        warm_start=True,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that one step is not enough to converge
        theirs.fit(rows, labels)  # makes its arrays, which are then filled with ours
        theirs.coefs_ = [np.array(network.W[l]).T.copy() for l in (1, 2, 3)]
        theirs.intercepts_ = [np.array(network.B[l])[:, 0].copy() for l in (1, 2, 3)]
        theirs.max_iter, theirs.n_iter_, theirs.t_ = steps, 0, 0
        theirs.fit(rows, labels)
    ours, costs = train(network, X, training.Y, gamma, steps)

    assert theirs.n_iter_ == steps
    for l in (1, 2, 3):
        assert close(ours.W[l], theirs.coefs_[l - 1].T, 1e-9)
        assert close(ours.B[l], theirs.intercepts_[l - 1][:, None], 1e-9)
    assert theirs.loss_curve_[-steps:] == pytest.approx(costs, abs=1e-9)
    assert theirs.predict(np.array(X_unseen).T).tolist() == predict(ours, X_unseen)[0]


def test_thirty_steps_with_a_softmax_reach_the_parameters_of_numpy_and_of_scikit_learn():
    datasets = pytest.importorskip("sklearn.datasets", reason="scikit-learn is not installed")
    import warnings

    import numpy as np
    from sklearn.neural_network import MLPClassifier

    digits = datasets.load_digits()
    rows, numbers = digits.data[:400] / 16, digits.target[:400]
    X, labels = rows.T, np.eye(10)[numbers].T
    steps, gamma = 30, 0.5
    start = Network.random([64, 12, 10], seed=0, f={1: "sigmoid", 2: "softmax"})
    ours, costs = train(start, X.tolist(), labels.tolist(), gamma, steps)

    W, B = ({l: np.array(layers[l]) for l in (1, 2)} for layers in (start.W, start.B))
    for _ in range(steps):
        hidden = 1 / (1 + np.exp(-(W[1] @ X + B[1])))
        powers = np.exp(W[2] @ hidden + B[2])
        dZ = {2: (powers / powers.sum(axis=0) - labels) / 400}
        dZ[1] = W[2].T @ dZ[2] * hidden * (1 - hidden)
        for l, below in ((1, X), (2, hidden)):
            W[l] = W[l] - gamma * dZ[l] @ below.T
            B[l] = B[l] - gamma * dZ[l].sum(axis=1, keepdims=True)

    theirs = MLPClassifier(
        hidden_layer_sizes=(12,), activation="logistic", solver="sgd", alpha=0.0, batch_size=400,
        learning_rate="constant", learning_rate_init=gamma, max_iter=1, shuffle=False, tol=0.0, momentum=0.0,
        nesterovs_momentum=False, n_iter_no_change=10**9, warm_start=True,
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that one step is not enough to converge
        theirs.fit(rows, numbers)  # makes its arrays, which are then filled with ours
        theirs.coefs_ = [np.array(start.W[l]).T.copy() for l in (1, 2)]
        theirs.intercepts_ = [np.array(start.B[l])[:, 0].copy() for l in (1, 2)]
        theirs.max_iter, theirs.n_iter_, theirs.t_ = steps, 0, 0
        theirs.fit(rows, numbers)

    assert theirs.n_iter_ == steps and theirs.out_activation_ == "softmax"
    for l in (1, 2):
        assert close(ours.W[l], W[l], 1e-9) and close(ours.B[l], B[l], 1e-9)
        assert close(ours.W[l], theirs.coefs_[l - 1].T, 1e-9)
        assert close(ours.B[l], theirs.intercepts_[l - 1][:, None], 1e-9)
    assert theirs.loss_curve_[-steps:] == pytest.approx(costs, abs=1e-9)
    assert costs[-1] < 0.95 * costs[0]
    assert not close(start.W[2], W[2], 0.01)


def test_scikit_learn_counts_the_same_data():
    datasets = pytest.importorskip("sklearn.datasets", reason="scikit-learn is not installed")
    theirs, ours = datasets.load_breast_cancer(), load_breast_cancer()

    # they call benign 1
    assert sorted(zip(*ours.X, ours.Y[0], strict=True)) == sorted(
        (*row, 1.0 - label) for row, label in zip(theirs.data.tolist(), theirs.target.tolist(), strict=True)
    )


def test_scikit_learn_has_the_same_digits():
    datasets = pytest.importorskip("sklearn.datasets", reason="scikit-learn is not installed")
    theirs, ours = datasets.load_digits(), load_digits()

    assert theirs.data.T.tolist() == ours.X and ours.features == theirs.feature_names
    assert rows_of_ones(ours.Y) == theirs.target.tolist()


def rows_of_ones(Y):
    """The row of the 1 of each column."""
    return [column.index(1) for column in zip(*Y, strict=True)]
