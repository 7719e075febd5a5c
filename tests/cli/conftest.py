"""Places to restore into, and the command line as a person uses it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
def throughline(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command line in a process of its own, with a data folder of its own (`tmp_path/data`)."""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        return subprocess.run(
            [sys.executable, "-m", "throughline.cli.main", *arguments],
            env=kept | {"DATA_DIR": str(tmp_path / "data")} | environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run
