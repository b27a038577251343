"""The command line, ``cpi`` (DESIGN section 6): one module a command, put together here."""

import os
import signal

import typer

from console.cli import broker, config, dead_letters, lag, schemas, source, topics
from console.cli.assess import assess
from console.cli.collate import collate
from console.cli.common import Commands
from console.cli.demo import demo
from console.cli.evaluate import evaluate
from console.cli.metrics import metrics
from console.cli.reconcile import reconcile
from console.cli.running import up, worker
from console.cli.submit import submit
from console.cli.trace import trace
from console.cli.try_forms import try_

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    # Plain help: the shapes of JSON in it are no markup.
    rich_markup_mode=None,
    help="The CPI hub. Exit status: 0 done, 1 found something wrong, 2 called wrongly.",
)

# The order is that of the help: to run the hub, to work with forms, to look after it.
app.command("demo")(demo)
app.command("up")(up)
app.command("worker")(worker)
app.command("try")(try_)
app.command("evaluate")(evaluate)
app.command("submit")(submit)
app.command("assess")(assess)
app.command("trace")(trace)
app.command("collate")(collate)
app.command("reconcile")(reconcile)
app.add_typer(lag.app, name="lag")
app.command("metrics")(metrics)
app.add_typer(source.app, name="source")
app.add_typer(dead_letters.app, name="dead-letters")
app.add_typer(topics.app, name="topics")
app.add_typer(schemas.app, name="schemas")
app.add_typer(config.app, name="config")
app.add_typer(broker.app, name="broker", hidden=True)


def main() -> None:
    """Run ``cpi``."""
    if os.getpid() == 1:
        # In a container: the first process gets no signal for which it has no handler.
        signal.signal(signal.SIGTERM, _stop)
    app(prog_name="cpi")


def _stop(*_: object) -> None:
    raise SystemExit(128 + signal.SIGTERM)
