"""A Faust agent as people write it, on uvloop: one record, one awaited send."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import faust
import uvloop

from bench.ways import LINGER_MS, Job, headers_of, job


def run(work: Job, folder: Path) -> None:
    """Work until killed."""
    app = faust.App(
        work.group,
        broker=f"kafka://{work.servers}",
        datadir=folder,
        store="memory://",
        web_enabled=False,
        autodiscover=False,
        topic_partitions=4,
        topic_allow_declare=False,
        topic_disable_leader=True,
        consumer_auto_offset_reset="earliest",
        producer_acks=-1,
        producer_linger=LINGER_MS / 1000,
    )
    source = app.topic(work.source, key_serializer="raw", value_serializer="raw")
    target = app.topic(work.target, key_serializer="raw", value_serializer="raw")

    async def agent(stream: Any) -> None:  # noqa: ANN401 - Faust types the stream by its values
        async for event in stream.events():
            given = headers_of(event.message.headers)
            key, value, made = work.step(event.message.key, event.message.value, given)
            headers: Any = made  # Faust knows no header that is text
            await target.send(key=key, value=value, headers=headers)

    app.agent(source, name="hop")(agent)
    worker = faust.Worker(app, quiet=True, loglevel="warn", redirect_stdouts=False)
    worker.spinner = None
    worker.execute_from_commandline()


if __name__ == "__main__":
    uvloop.install()
    with TemporaryDirectory(prefix="cpi-bench-faust-") as name:
        run(job("faust_plain"), Path(name))
