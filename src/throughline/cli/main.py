"""The command line: `throughline <command>`. Commands are imported only when they are called, so help is quick."""

import importlib
import sys
from typing import Any

import click

from throughline.cli import failures

# command → (module, attribute, one line for the list of commands)
COMMANDS = {
    "serve": ("serving", "serve", "Run the web server."),
    "worker": ("serving", "worker", "Do the jobs that pages have asked for."),
    "demo": ("demo", "demo", "Load the worked example and run the whole site on it."),
    "migrate": ("database", "migrate", "Bring the database up to date with this version."),
    "import": ("bringing", "bring", "Bring in words from a file."),
    "analyse": ("analysing", "analyse", "Analyse the words of a programme, or a table in a file."),
    "design": ("analysing", "design", "Design a study before anybody is asked."),
    "export": ("exporting", "export", "Write tables to files."),
    "backup": ("database", "backup", "Write an encrypted copy of everything."),
    "restore": ("database", "restore", "Bring a backup back into an empty place."),
    "check": ("checking", "check", "Say whether everything is in order, and what to do if not."),
    "createorganiser": ("people", "create_organiser", "Make an account that may create organisations."),
    "models": ("models", "models", "Fetch or check the language model."),
}


class Commands(click.Group):
    """A group whose commands are loaded when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, attribute, _help = COMMANDS[name]
        command = getattr(importlib.import_module(f"throughline.cli.{module}"), attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_m, _a, text) in COMMANDS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--debug", is_flag=True, help="Show the full error when something goes wrong.")
@click.version_option(package_name="throughline", prog_name="throughline")
@click.pass_context
def throughline(ctx: click.Context, debug: bool) -> None:
    """Structured dialogue between patients and the public, health and care staff, and policymakers.

    Settings come from the environment: DATA_DIR says where everything is kept, DATABASE_URL names a PostgreSQL
    to use instead of SQLite. docs/operations.md lists them all.
    """
    ctx.obj = {"debug": debug}


def main(arguments: list[str] | None = None) -> Any:
    """Run the command line and leave with its exit code: 0 done, 1 failed, 2 wrong input, 130 interrupted."""
    given = sys.argv[1:] if arguments is None else arguments
    sys.exit(failures.run(throughline, given))


if __name__ == "__main__":
    main()
