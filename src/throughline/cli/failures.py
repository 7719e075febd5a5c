"""What a person reads when a command fails: one line on the error stream, and an exit code. Never a traceback."""

import sys
import traceback

import click

FAILED, BAD_INPUT, INTERRUPTED = 1, 2, 130


class Failed(click.ClickException):
    """A command could not do its work; the message says why and what to do."""

    exit_code = FAILED

    def show(self, file: object = None) -> None:
        """Print the message; `run` does it, so nothing here."""


class BadInput(Failed):
    """What was given on the command line, in a file or in a setting is not right."""

    exit_code = BAD_INPUT


def run(command: click.Command, arguments: list[str]) -> int:
    """Run `command` and turn whatever it raises into one line and an exit code, which is returned."""
    debug = "--debug" in arguments
    try:
        result = command.main(arguments, standalone_mode=False)
    except click.UsageError as error:
        error.show()
        return BAD_INPUT
    except (click.Abort, KeyboardInterrupt):
        say("Stopped.")
        return INTERRUPTED
    except Exception as error:
        if debug:
            traceback.print_exc()
        message, code = explain(error)
        say(message)
        return code
    return result if isinstance(result, int) else 0


def explain(error: Exception) -> tuple[str, int]:
    """Return the line to show for `error`, and the exit code."""
    if isinstance(error, click.ClickException):
        return error.format_message(), error.exit_code
    if isinstance(error, BrokenPipeError):
        return "The output was closed.", FAILED
    known = _of_django(error)
    if known is not None:
        return known
    if isinstance(error, OSError):
        place = f": {error.filename}" if error.filename else ""
        return f"{error.strerror or error}{place}", FAILED
    return f"This should not happen ({type(error).__name__}: {_first_line(error)}). --debug shows more.", FAILED


def _of_django(error: Exception) -> tuple[str, int] | None:
    # Imported here: help and usage errors must not wait for the framework.
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError

    from throughline.core.errors import DomainError, NotFound, Refused

    if isinstance(error, Refused | NotFound):
        return str(error.message), BAD_INPUT
    if isinstance(error, DomainError):
        return str(error.message), FAILED
    if isinstance(error, ImproperlyConfigured):
        return f"A setting is not right: {_first_line(error)}", BAD_INPUT
    if isinstance(error, DatabaseError):
        return f"The database said no: {_first_line(error)}", FAILED
    return None


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["no reason given"])[0]


def say(message: str) -> None:
    """Print to the error stream, as one line."""
    sys.stderr.write(" ".join(message.split()) + "\n")
