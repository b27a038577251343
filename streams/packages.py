"""Whether the packages of these general names are the hub's own (docs/why.md); their version."""

import importlib.metadata

OURS = ("schemas", "rules", "streams", "agents", "connectors", "console")
_DISTRIBUTION = "cpi-hub"


def version() -> str:
    """Give the version of the hub that is installed."""
    return importlib.metadata.version(_DISTRIBUTION)


def strangers() -> list[str]:
    """Say which other distribution also ships a package of our names: one line each.

    The one that was installed last has overwritten the other's files, without a word.
    """
    shipped = importlib.metadata.packages_distributions()
    return [
        f"{other} also installs a package named {name}: remove it"
        for name in OURS
        for other in sorted(set(shipped.get(name, ())) - {_DISTRIBUTION})
    ]
