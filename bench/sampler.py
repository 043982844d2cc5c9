"""How fast the sampler of dissect is at the published size: effective draws a second, wall time.

5,240 rows, 29 properties, the Laplace prior: Pólya-Gamma Gibbs here and, with `--numpyro PYTHON`
(an interpreter that has numpyro), NUTS there on the same rows, one after the other, three times.
The effective draws are those of the weight that mixes worst, by one estimator for both. numpyro is
told with and without the time that it takes to compile. CPU seconds, since a machine may have other
work; the load is printed.
"""

import argparse
import json
import os
import subprocess
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np

from velleity.tools.statistics.regression.effective_draws import effective_draws
from velleity.tools.statistics.regression.gibbs import gibbs
from velleity.tools.statistics.regression.rows import PUBLISHED, Rows

WANTED, DRAWS = 2_000, 2_500
NUTS = """
import json, sys, time
import jax, numpy, numpyro
from numpyro import distributions
from numpyro.infer import MCMC, NUTS
numpyro.enable_x64()
given = numpy.load(sys.argv[1])
x, y = jax.numpy.array(given["x"]), jax.numpy.array(given["y"])
def model():
    prior = distributions.Laplace(0.0, 0.1).expand([x.shape[1]]).to_event(1)
    logits = x @ numpyro.sample("alpha", prior)
    numpyro.sample("y", distributions.Bernoulli(logits=logits), obs=y)
chain = MCMC(NUTS(model), num_warmup=500, num_samples=1500, progress_bar=False)
seconds = []
for seed in (0, 1):
    start = time.process_time(), time.perf_counter()
    chain.run(jax.random.PRNGKey(seed))
    drawn = numpy.asarray(chain.get_samples()["alpha"])
    seconds.append([time.process_time() - start[0], time.perf_counter() - start[1]])
numpy.save(sys.argv[2], drawn)
print(json.dumps(seconds))
"""


def published_size() -> Rows:
    """Data of the published shape."""
    draw = np.random.default_rng(1)
    x = draw.choice([-1.0, 0.0, 1.0], (5_240, 29), p=[0.2, 0.6, 0.2])
    chance = 1 / (1 + np.exp(-x @ np.linspace(-0.3, 0.5, 29)))
    return Rows.of(x, (draw.random((5_240, 1))[:, 0] < chance).astype(float))


def ours(rows: Rows, seed: int) -> tuple[float, float, float]:
    """Effective draws a CPU second, and CPU and wall seconds for as many as are wanted."""
    start = time.process_time(), time.perf_counter()
    drawn = gibbs(rows, PUBLISHED, np.random.default_rng(seed), DRAWS).weights
    cpu, wall = time.process_time() - start[0], time.perf_counter() - start[1]
    least = float(effective_draws(drawn).min())
    return least / cpu, cpu * WANTED / least, wall * WANTED / least


def theirs(rows: Rows, python: str, folder: Path) -> tuple[float, float]:
    """Effective draws of NUTS a CPU second, without and with the time to compile."""
    np.savez(folder / "rows.npz", x=rows.x, y=rows.y)
    given = [python, "-c", NUTS, str(folder / "rows.npz"), str(folder / "drawn.npy")]
    told = subprocess.run(given, check=True, capture_output=True, text=True).stdout
    (first, _), (again, _) = json.loads(told.splitlines()[-1])
    least = float(effective_draws(np.load(folder / "drawn.npy")).min())
    return least / again, least / first


def main() -> None:
    """Print three runs and their medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--numpyro", metavar="PYTHON")
    parser.add_argument("--times", type=int, default=3)
    given = parser.parse_args()
    rows, gains = published_size(), list[tuple[float, float]]()
    took: list[tuple[float, float, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(given.times):
            took.append(ours(rows, seed))
            if given.numpyro is not None:
                nuts = theirs(rows, given.numpyro, Path(folder))
                gains.append((took[-1][0] / nuts[0], took[-1][0] / nuts[1]))
                print(f"Gibbs {took[-1][0]:,.0f}, NUTS {nuts[0]:,.0f} effective draws a CPU second")
    rate, cpu, wall = (median(each) for each in zip(*took, strict=True))
    print(
        f"5,240 x 29, Laplace prior: {rate:,.0f} effective draws a CPU second; {WANTED:,} in "
        f"{cpu:.1f} CPU s, {wall:.1f} s by the clock at a load of {os.getloadavg()[0]:.1f} on "
        f"{os.cpu_count()} processors"
    )
    if gains:
        bare, whole = (median(each) for each in zip(*gains, strict=True))
        print(f"numpyro's NUTS: {bare:.1f} times as many, {whole:.1f} times with its compiling")


if __name__ == "__main__":
    main()
