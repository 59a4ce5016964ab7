"""`python -m bot SUBCOMMAND`: run (default), demo, doctor, check, read, … One file a sub-command, in bot/cli/."""

import argparse
import importlib
import pkgutil
import sys

import bot.cli as subcommands
from bot.errors import StartError


def main(arguments: list[str]) -> int:
    """Run one sub-command. Returns its exit code; a StartError becomes one sentence and its own code."""
    names = sorted(module.name for module in pkgutil.iter_modules(subcommands.__path__) if module.name[0] != "_")
    parser = argparse.ArgumentParser(prog="python -m bot", description="Backlight watches a team's backlinks.")
    chosen = parser.add_subparsers(dest="name", metavar="SUBCOMMAND", required=True)
    module_of = {}
    wanted = arguments[0] if arguments else "run"
    for name in names:
        # only the asked-for sub-command is imported whole: `read` must not wait for discord.py
        module = importlib.import_module(f"bot.cli.{name}") if name == wanted or wanted.startswith("-") else None
        sub = chosen.add_parser(name, help=module.__doc__.splitlines()[0] if module and module.__doc__ else None)
        if module:
            module.add_arguments(sub)
            module_of[name] = module
    args = parser.parse_args(arguments or ["run"])
    try:
        return int(module_of[args.name].run(args))
    except StartError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130  # the shell's own code for SIGINT


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
