"""``cpi broker``: the hub's own Kafka by hand; hidden, for those who work on the hub."""

import typer

from streams.broker import ensure_broker, stop_broker
from streams.kafka_jars import write_lock
from streams.settings import load_settings

app = typer.Typer(no_args_is_help=True, help="The hub's own Kafka, by hand.")


@app.command("start")
def start() -> None:
    """Start it where it does not run, and leave it running; says where it is."""
    typer.echo(ensure_broker(load_settings().data_dir).bootstrap_servers)


@app.command("stop")
def stop() -> None:
    """Stop it; its data stays."""
    stopped = stop_broker(load_settings().data_dir)
    typer.echo("stopped" if stopped else "it was not running")


@app.command("lock")
def lock() -> None:
    """Resolve the jars afresh and write their lock; needs the network."""
    typer.echo(f"{write_lock()} jars locked")
