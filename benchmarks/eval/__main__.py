"""`make eval`: every figure that the README and the notes quote, printed. `ARGS="pages"` runs one file only."""

import importlib
import pkgutil
import sys
from pathlib import Path

import benchmarks.eval as rooms

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


def main(wanted: list[str]) -> int:
    """Run the named evaluations, or all. Exit code 0 when every bar holds."""
    if not SHARED.is_dir():
        print("The development data (../shared/data) is not on this machine: nothing to measure on.")
        return 0
    names = [module.name for module in pkgutil.iter_modules(rooms.__path__) if not module.name.startswith("_")]
    held = True
    for name in names:
        if not wanted or name in wanted:
            print(f"== {name}")
            held &= bool(importlib.import_module(f"benchmarks.eval.{name}").run(SHARED))
    print("every bar holds" if held else "some bars do not hold")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
