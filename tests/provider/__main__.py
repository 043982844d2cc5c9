"""The provider as a process of its own: prints its address, ends with its standard input."""

import argparse
import asyncio
import sys
from pathlib import Path

from tests.provider.provider import Provider


async def serve(provider: Provider) -> None:
    """Serve until the end of the input."""
    async with provider:
        print(provider.url, flush=True)
        await asyncio.to_thread(sys.stdin.read)


def main() -> None:
    """Read the options and serve."""
    options = argparse.ArgumentParser()
    options.add_argument("--model", default="sim/bob")
    options.add_argument("--say", help="what it always says, at no cost to it")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--fault-rate", type=float, default=0.0)
    options.add_argument("--latency-ms", type=float, default=0.0)
    options.add_argument("--spread", type=float, default=0.0)
    options.add_argument("--counts", type=float, default=1.0)
    options.add_argument("--book", type=Path)
    options.add_argument("--host", default="127.0.0.1")
    options.add_argument("--certificate", type=Path, help="a file with its key: speak TLS")
    given = options.parse_args()
    provider = Provider(
        given.model,
        seed=given.seed,
        fault_rate=given.fault_rate,
        latency_s=given.latency_ms / 1000,
        spread=given.spread,
        counts=given.counts,
        book=given.book,
        say=None if given.say is None else lambda asked: given.say,
        host=given.host,
        certificate=given.certificate,
    )
    asyncio.run(serve(provider))


if __name__ == "__main__":
    main()
