"""How fast utilities are fitted beside torch and choix, on the same answers, in one run.

    python bench/fits.py [--options 500] [--edges 20] [--torch PYTHON]

The answers are simulated: so many options, so many edges an option, five answers to each order.
With --torch, the interpreter of an environment that has torch and choix fits them too: the
published procedure (Adam, 1000 epochs, learning rate 0.01, all edges at once, binary cross-entropy
on each edge's pooled share) for the Thurstonian with a mean and a log variance an option and for
Bradley-Terry, and those routines of choix that take sparse pairs. Recovery is the correlation with
the true utilities. Every row is the best of several.
"""

import argparse
import importlib
import json
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
REPEATS = 5
EPOCHS = 1000
RATE = 0.01
EACH_ORDER = 5
ORDER_EFFECT = 0.3
SPREAD = 2.0


def simulate(options: int, edges: int, seed: int, thurstonian: bool) -> dict[str, Floats]:
    """True utilities and, by edge and order, the wins of the option shown first."""
    draw = np.random.default_rng(seed)
    truth = draw.normal(size=options) * (1.0 if thurstonian else SPREAD)
    ring = draw.permutation(options)
    pairs = {(min(i, j), max(i, j)) for i, j in zip(ring, np.roll(ring, 1), strict=True)}
    while len(pairs) < options * edges // 2:
        i, j = draw.integers(0, options, 2)
        if i != j:
            pairs.add((min(i, j), max(i, j)))
    one = np.array(sorted(pairs))
    first, second = np.concatenate((one, one[:, ::-1])).T
    gap = truth[first] - truth[second] + ORDER_EFFECT
    if thurstonian:
        from scipy.special import ndtr  # pyright: ignore[reportMissingTypeStubs]

        variances = 0.3 * np.exp(0.8 * draw.normal(size=options))
        p = np.asarray(ndtr(gap / np.sqrt(variances[first] + variances[second])), dtype=np.float64)
    else:
        p = 1 / (1 + np.exp(-gap))
    won = draw.binomial(EACH_ORDER, p).astype(np.float64)
    return {"truth": truth, "first": first, "second": second, "won": won}


def best(work: Callable[[], Any], repeats: int = REPEATS) -> tuple[float, Any]:
    """The least seconds that something takes, and what it gives."""
    least, found = float("inf"), None
    for _ in range(repeats):
        begun = time.perf_counter()
        found = work()
        least = min(least, time.perf_counter() - begun)
    return least, found


def ours(data: dict[str, Floats], thurstonian: bool) -> dict[str, tuple[float, float]]:
    """Seconds and recovery of this project's fits."""
    from velleity.tools.statistics.hierarchical.utility_posterior import utility_posterior
    from velleity.tools.statistics.paired.bradley_terry import Comparisons, fit
    from velleity.tools.statistics.paired.thurstonian import fit_thurstonian

    first, second = data["first"].astype(np.int64), data["second"].astype(np.int64)
    options, won = len(data["truth"]), data["won"]
    counts = Comparisons(first, second, won, EACH_ORDER - won, options)

    def recovery(utilities: Floats) -> float:
        return float(np.corrcoef(utilities, data["truth"])[0, 1])

    fit(counts, prior_sd=3.0).interval()  # imports are not what is measured
    if thurstonian:
        seconds, found = best(lambda: fit_thurstonian(counts))
        return {"Thurstonian": (seconds, recovery(found.utilities))}
    rows: dict[str, tuple[float, float]] = {}
    seconds, found = best(lambda: fit(counts, prior_sd=3.0), 2 * REPEATS)
    rows["Bradley-Terry"] = seconds, recovery(found.utilities)
    both, _ = best(lambda: fit(counts, prior_sd=3.0).interval(), 2 * REPEATS)
    rows["all intervals, more"] = both - seconds, rows["Bradley-Terry"][1]
    seconds, probit = best(lambda: fit(counts, "probit", prior_sd=3.0))
    rows["Thurstone case V"] = seconds, recovery(probit.utilities)
    seconds, known = best(lambda: utility_posterior(counts), 1)
    rows["with noise and slips"] = seconds, recovery(known.utilities)
    return rows


def with_torch(data: dict[str, Floats], thurstonian: bool) -> dict[str, tuple[float, float]]:
    """Seconds and recovery of the published procedure, and of choix for Bradley-Terry."""
    torch: Any = importlib.import_module("torch")
    half, options = len(data["first"]) // 2, len(data["truth"])
    i, j = torch.tensor(data["first"][:half]), torch.tensor(data["second"][:half])
    i, j = i.long(), j.long()
    wins = data["won"][:half] + EACH_ORDER - data["won"][half:]
    share = torch.tensor(wins / (2 * EACH_ORDER), dtype=torch.float32)

    def adam() -> Any:
        torch.manual_seed(0)
        mean = (0.1 * torch.randn(options)).requires_grad_()
        logs = (0.1 * torch.randn(options)).requires_grad_()
        parameters = [mean, logs] if thurstonian else [mean]
        optimiser = torch.optim.Adam(parameters, lr=RATE)
        for _ in range(EPOCHS):
            optimiser.zero_grad()
            scale = mean.std()
            z, variances = (mean - mean.mean()) / scale, torch.exp(logs) / scale**2
            if thurstonian:
                p = torch.special.ndtr(
                    (z[i] - z[j]) / torch.sqrt(variances[i] + variances[j] + 1e-5)
                )
            else:
                p = torch.sigmoid(mean[i] - mean[j])
            loss = torch.nn.functional.binary_cross_entropy(p.clamp(1e-6, 1 - 1e-6), share)
            loss.backward()
            optimiser.step()
        return mean.detach().numpy()

    def recovery(utilities: Any) -> float:
        return float(np.corrcoef(utilities, data["truth"])[0, 1])

    seconds, mean = best(adam, 3)
    rows = {"torch Adam": (seconds, recovery(mean))}
    return rows if thurstonian else rows | with_choix(data, wins, recovery)


def with_choix(
    data: dict[str, Floats], wins: Floats, recovery: Callable[[Any], float]
) -> dict[str, tuple[float, float]]:
    """Its routines for pairs: iterated spectral ranking, from a dense matrix and from a list."""
    choix: Any = importlib.import_module("choix")
    half, options = len(data["first"]) // 2, len(data["truth"])
    i, j = data["first"][:half].astype(int), data["second"][:half].astype(int)
    dense = np.zeros((options, options))
    dense[i, j], dense[j, i] = wins, 2 * EACH_ORDER - wins
    listed = [
        pair
        for a, b, k in zip(i.tolist(), j.tolist(), wins.astype(int).tolist(), strict=True)
        for pair in [(a, b)] * k + [(b, a)] * (2 * EACH_ORDER - k)
    ]
    rows: dict[str, tuple[float, float]] = {}
    for name, work in (
        ("choix ilsr, dense", lambda: choix.ilsr_pairwise_dense(dense, alpha=0.01)),
        ("choix ilsr, list", lambda: choix.ilsr_pairwise(options, listed, alpha=0.01)),
        ("choix opt", lambda: choix.opt_pairwise(options, listed, alpha=0.1)),
    ):
        seconds, found = best(work, 2)
        rows[name] = seconds, recovery(found)
    return rows


def compare(options: int, edges: int, python: str | None) -> None:
    """Fit both kinds of answers with everything, and print ratios."""
    for thurstonian in (False, True):
        data = simulate(options, edges, 1, thurstonian)
        rows = ours(data, thurstonian)
        name = next(iter(rows))
        print(f"\n{options} options, {edges} edges each, answers by the {name} model")
        theirs = elsewhere(python, data, thurstonian) if python else {}
        for row, (seconds, recovery) in {**rows, **theirs}.items():
            ratio = f"{seconds / rows[name][0]:9.1f} x" if row != name else " " * 11
            print(f"  {row:20} {seconds * 1000:10.1f} ms {ratio}   recovery {recovery:.4f}")
    print("\ngoals: torch at least 50 x (Bradley-Terry) and 25 x (Thurstonian), choix 3 x; all")
    print("intervals at most 3 x; recovery at least as good")


def elsewhere(python: str, data: dict[str, Floats], thurstonian: bool) -> dict[str, Any]:
    """Run the other programs on the same answers, in their own environment."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.npz"
        np.savez(path, **data)  # pyright: ignore[reportArgumentType]
        words = [python, __file__, "--row", str(path), str(int(thurstonian))]
        ran = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(ran.stdout.splitlines()[-1])


def main() -> None:
    """Compare; or, inside the other environment, fit what was handed over."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--options", type=int, default=500)
    parser.add_argument("--edges", type=int, default=20)
    parser.add_argument("--torch")
    parser.add_argument("--row", nargs=2)
    given = parser.parse_args()
    if given.row:
        with np.load(given.row[0]) as stored:
            data = {name: stored[name] for name in stored.files}
        print(json.dumps(with_torch(data, given.row[1] == "1")))
        return
    compare(given.options, given.edges, given.torch)


if __name__ == "__main__":
    main()
