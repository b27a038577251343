"""The command line, ``cpi`` (DESIGN section 6): one module a command, put together here."""

import os
import signal
import sys
from importlib import import_module

import typer

from console.cli.common import Commands

# Where each stands. The order is that of the help: to run the hub, to work with forms, to look
# after it.
_COMMANDS = {
    "demo": "demo.demo",
    "up": "running.up",
    "worker": "running.worker",
    "try": "try_forms.try_",
    "evaluate": "evaluate.evaluate",
    "submit": "submit.submit",
    "assess": "assess.assess",
    "trace": "trace.trace",
    "collate": "collate.collate",
    "reconcile": "reconcile.reconcile",
    "lag": "lag.app",
    "metrics": "metrics.metrics",
    "source": "source.app",
    "dead-letters": "dead_letters.app",
    "topics": "topics.app",
    "schemas": "schemas.app",
    "config": "config.app",
    "broker": "broker.app",
}
_HIDDEN = {"broker"}


def commands(called: str | None = None) -> typer.Typer:
    """Put together the command that is called, alone: to import all of them takes a second.

    Where that is no command, it is all of them: for the help, and for what to say of it.
    """
    app = typer.Typer(
        cls=Commands,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        # Plain help: the shapes of JSON in it are no markup.
        rich_markup_mode=None,
        help="The CPI hub. Exit status: 0 done, 1 found something wrong, 2 called wrongly.",
    )
    app.callback()(_nothing)  # a single command would else be the whole of it
    for name in [called] if called in _COMMANDS else _COMMANDS:
        module, _, attribute = _COMMANDS[name].partition(".")
        found = getattr(import_module(f"console.cli.{module}"), attribute)
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=name, hidden=name in _HIDDEN)
        else:
            app.command(name)(found)
    return app


def main() -> None:
    """Run ``cpi``."""
    if os.getpid() == 1:
        # In a container: the first process gets no signal for which it has no handler.
        signal.signal(signal.SIGTERM, _stop)
    commands(next(iter(sys.argv[1:]), None))(prog_name="cpi")


def _nothing() -> None:
    pass


def _stop(*_: object) -> None:
    raise SystemExit(128 + signal.SIGTERM)
