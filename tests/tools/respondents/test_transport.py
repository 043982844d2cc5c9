"""What connections need of the system they run on."""

import resource

import pytest

from tests.provider.provider import Provider
from velleity.tools.respondents.endpoints import Endpoint
from velleity.tools.respondents.exchanges import FILES
from velleity.tools.respondents.protocol import Fault
from velleity.tools.respondents.transport import Transport


async def test_calls_at_once_may_open_as_many_connections_as_the_system_allows() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    few = 256 if hard == resource.RLIM_INFINITY else min(256, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (few, hard))
    try:
        transport = Transport(Endpoint(alias="m", base_url="http://127.0.0.1:9/v1"))
        with pytest.raises(Fault):
            await transport.post("chat/completions", {})
        await transport.close()
        most, still = resource.getrlimit(resource.RLIMIT_NOFILE)
        assert most == (FILES if hard == resource.RLIM_INFINITY else min(FILES, hard))
        assert still == hard
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def test_studies_side_by_side_hand_their_connections_on_to_each_other() -> None:
    async with Provider() as provider:
        endpoint = Endpoint(alias="m", base_url=provider.url)
        ways = [Transport(endpoint) for _ in range(5)]
        asked = {"model": "m", "messages": [{"role": "user", "content": "A: tea\nB: cocoa"}]}
        for way in ways:
            assert (await way.post("chat/completions", asked)).status == 200
        assert provider.connections == 1
        for way in ways:
            await way.close()
        again = Transport(endpoint)
        assert (await again.post("chat/completions", asked)).status == 200
        await again.close()
        assert provider.connections == 2, "nobody had any in between"
