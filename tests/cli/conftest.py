"""Places to restore into, and the command line as a person uses it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from tests.support import databases, postgres


@pytest.fixture
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., object]:
    """Call it with “sqlite” or “postgres” to use a database without any table in this process."""

    @contextmanager
    def use(kind: str) -> Iterator[None]:
        name = f"empty_{uuid4().hex[:8]}"
        if kind == "sqlite":
            with databases.in_use(f"sqlite:///{tmp_path / name}.sqlite3", tmp_path):
                yield
            return
        server = request.getfixturevalue("postgres_server")
        try:
            with databases.in_use(postgres.create_database(server, name), tmp_path):
                yield
        finally:
            postgres.drop_database(server, name)

    return use


@pytest.fixture
def unused(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., object]:
    """Call it with “sqlite” or “postgres” to use, in this process, a database that was migrated and nothing else."""

    def use(kind: str) -> AbstractContextManager[object]:
        server = request.getfixturevalue("postgres_server") if kind == "postgres" else None
        return databases.fresh(kind, tmp_path, server)

    return use


class CommandLine:
    """`throughline(…)` runs a command in a process of its own, with a data folder of its own (`folder/data`)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return self._run(["-m", "throughline.cli.main", *arguments], environment)

    def has_tables(self) -> None:
        """As after `throughline migrate`, which takes many seconds."""
        (self.folder / "data").mkdir()
        shutil.copyfile(databases.sqlite_template(), self.folder / "data" / "throughline.sqlite3")

    def _run(self, arguments: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
        left_out = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL")
        kept = {name: value for name, value in os.environ.items() if name not in left_out}
        return subprocess.run(
            [sys.executable, *arguments],
            env=kept | {"DATA_DIR": str(self.folder / "data")} | environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )


@pytest.fixture
def throughline(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path)
