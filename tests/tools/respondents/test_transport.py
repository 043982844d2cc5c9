"""What connections need of the system they run on."""

import resource

import pytest

from velleity.tools.respondents.endpoints import Endpoint
from velleity.tools.respondents.protocol import Fault
from velleity.tools.respondents.transport import FILES, Transport


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
