"""The Faust app of the hub: its settings, and how a stage is attached to it.

Each setting that differs from Faust's default closes a way to lose or strand a record
(docs/why.md, "Why Faust is fenced in").
"""

from collections.abc import Awaitable, Callable
from typing import Any

import faust
from faust import streams as faust_streams
from faust.auth import SASLCredentials, SSLCredentials
from faust.types.auth import CredentialsT
from yarl import URL

from schemas.topics import Topic
from streams.clients import MAX_RECORD_BYTES, sasl_options, ssl_context
from streams.delivery import Path, drive
from streams.settings import Settings
from streams.tools import Tools

TESTED_FAUST = "0.15.3"


class HubApp(faust.App):
    """A Faust app that connects the hub's own tools before it reads, and closes them after."""

    tools: Tools

    async def on_start(self) -> None:
        """Connect before the first record can come."""
        await self.tools.start()
        await super().on_start()

    async def on_shutdown(self) -> None:
        """Disconnect when the last record is done."""
        await super().on_shutdown()
        await self.tools.stop()


def make_app(settings: Settings, bootstrap_servers: str, tools: Tools) -> HubApp:
    """Make the app. It has no Table, and must have none (DESIGN section 4)."""
    if faust.__version__ != TESTED_FAUST or not _has_compiled_iterator():
        message = f"the hub needs faust-streaming {TESTED_FAUST} with its compiled iterator"
        raise RuntimeError(message)
    app = HubApp(
        settings.group,
        broker=[URL(f"kafka://{server}") for server in bootstrap_servers.split(",")],
        broker_credentials=_credentials(settings),
        datadir=settings.data_dir / "faust",
        store="memory://",
        web_enabled=False,
        autodiscover=False,
        topic_partitions=settings.partitions,
        topic_allow_declare=False,
        topic_disable_leader=True,
        consumer_auto_offset_reset="earliest",
        consumer_max_fetch_size=MAX_RECORD_BYTES,
        broker_commit_interval=0.5,
        broker_session_timeout=10.0,
        broker_heartbeat_interval=3.0,
        broker_request_timeout=30.0,
        broker_max_poll_records=500,
        producer_request_timeout=30.0,
        stream_buffer_maxsize=512,
        stream_wait_empty=True,
    )
    app.tools = tools
    return app


def attach(app: HubApp, name: str, topics: tuple[Topic, ...], path: Path) -> None:
    """Make an agent of one stage: raw bytes, one at a time, acknowledged by ``drive`` alone."""
    source = app.topic(
        *(topic.name for topic in topics), key_serializer="raw", value_serializer="raw"
    )

    @app.agent(source, name=name)
    async def agent(stream: Any) -> None:  # noqa: ANN401 - Faust types the stream by its values
        await drive(stream.noack().events(), path, app.tools)


def on_assignment(
    app: HubApp,
    assigned: Callable[[set[tuple[str, int]]], Awaitable[None]],
    revoked: Callable[[], Awaitable[None]],
) -> None:
    """Tell the hub which (topic, partition) it has now, and when it loses them."""

    async def on_assigned(_app: object, /, *partitions: Any, **_: object) -> None:  # noqa: ANN401
        await assigned({(each.topic, each.partition) for each in partitions[0]})

    async def on_revoked(_app: object, /, *_partitions: object, **_: object) -> None:
        await revoked()

    app.on_partitions_assigned.connect(on_assigned, weak=False)
    app.on_partitions_revoked.connect(on_revoked, weak=False)


def _has_compiled_iterator() -> bool:
    # The other iterator acknowledges what it skips (faust-streaming streams.py, _py_aiter).
    return getattr(faust_streams, "_CStreamIterator", None) is not None


def _credentials(settings: Settings) -> CredentialsT | None:
    """The security of ``streams.clients``, as Faust wants it; null for a plain connection."""
    context, protocol = ssl_context(settings), settings.kafka_security_protocol
    if protocol.startswith("SASL"):
        sasl = sasl_options(settings)
        return SASLCredentials(
            username=sasl["sasl_plain_username"],
            password=sasl["sasl_plain_password"],
            mechanism=sasl["sasl_mechanism"],
            ssl_context=context,
        )
    return SSLCredentials(context) if context else None
