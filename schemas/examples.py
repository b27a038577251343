"""The invented examples of every schema, as files of the package."""

from dataclasses import dataclass
from importlib import resources

from schemas.catalogue import M_co, Schema


@dataclass(frozen=True)
class Example:
    """One message in its JSON form, as text; ``name`` says in a word or two what it shows."""

    name: str
    text: str


def examples(schema: Schema) -> list[Example]:
    """Give the examples of a schema's newest version, in the order of their names."""
    folder = resources.files("schemas") / "examples" / f"{schema.name}.v{schema.version}"
    files = sorted(folder.iterdir(), key=lambda file: file.name)
    return [
        Example(file.name.removesuffix(".json"), file.read_text(encoding="utf-8"))
        for file in files
        if file.name.endswith(".json")
    ]


def messages(schema: Schema[M_co]) -> list[M_co]:
    """Give the same examples as messages."""
    return [schema.model.model_validate_json(example.text) for example in examples(schema)]
