"""``cpi schemas``: whether old and new understand each other, and the generated files."""

from pathlib import Path
from typing import Annotated

import typer

from console.cli.common import AsJson, DryRun, MisuseError, Status, say, show_json
from schemas import compatibility, export
from schemas.catalogue import SCHEMAS

app = typer.Typer(no_args_is_help=True, help="The schemas: compatibility, and files for partners.")


@app.command("check")
def check(*, as_json: AsJson = False) -> int:
    """Check every version of every schema against the others; status 1 if one would break.

    JSON: {"ok", "schemas": count, "findings": [{"schema", "reader", "writer", "field", "what"}]}.
    """
    findings = compatibility.check()
    if as_json:
        rows = [vars(each) for each in findings]
        show_json({"ok": not findings, "schemas": len(SCHEMAS), "findings": rows})
    else:
        for each in findings:
            typer.echo(str(each))
        typer.echo(f"{len(SCHEMAS)} schemas, {len(findings)} findings")
    return Status.WRONG if findings else Status.DONE


@app.command("export")
def export_(
    *,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="DIR", help="A folder; else the package's own.")
    ] = None,
    check_only: Annotated[
        bool, typer.Option("--check", help="Only say what is stale (status 1).")
    ] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> int:
    """Write the Avro files, the form's JSON Schema and the AsyncAPI document where they are stale.

    JSON: {"written": [path], "stale": [path]}; what was written is stale no more.
    """
    if to is not None and to.exists() and not to.is_dir():
        message = f"{to} is no folder: name one with --to"
        raise MisuseError(message)
    root = to or export.ROOT
    wanted = _older() if to else {}
    stale = [*export.stale(root), *(p for p, text in wanted.items() if _differs(root / p, text))]
    written = [] if check_only or dry_run else _write(root, wanted, stale)
    remaining = [path for path in stale if path not in written]
    if as_json:
        show_json({"written": written, "stale": remaining})
    else:
        for path in stale:
            typer.echo(f"{'written' if written else 'stale'}: {path}")
        typer.echo(f"{len(written)} written, {len(remaining)} stale")
    if check_only and stale:
        say("the generated files are not as the models: run `cpi schemas export`")
    return Status.WRONG if check_only and stale else Status.DONE


def _older() -> dict[str, str]:
    """Give the released versions, which are never generated again but which partners need."""
    names = [schema.filename(n) for schema in SCHEMAS for n in range(1, schema.version)]
    folder = export.ROOT / "avro"
    return {f"avro/{name}": (folder / name).read_text(encoding="utf-8") for name in names}


def _differs(path: Path, text: str) -> bool:
    return not path.is_file() or path.read_text(encoding="utf-8") != text


def _write(root: Path, older: dict[str, str], stale: list[str]) -> list[str]:
    root.mkdir(parents=True, exist_ok=True)
    export.write(root)
    for path in stale:
        if path in older:
            (root / path).write_text(older[path], encoding="utf-8", newline="\n")
    return stale
