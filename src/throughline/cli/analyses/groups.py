"""A group whose commands are the modules of a package: each is loaded when it is called."""

import importlib
import pkgutil

import click


class Found(click.Group):
    """package: dotted name; its module `some_name` holds the command `some_name`, called as `some-name`."""

    def __init__(self, *args: object, package: str = "", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.package = package

    def _modules(self) -> dict[str, str]:
        inside = importlib.import_module(self.package)
        return {one.name.replace("_", "-"): one.name for one in pkgutil.iter_modules(inside.__path__)}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *self._modules()})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        own = super().get_command(ctx, name)
        module = self._modules().get(name)
        if own is not None or module is None:
            return own
        command = getattr(importlib.import_module(f"{self.package}.{module}"), module)
        assert isinstance(command, click.Command)
        return command
