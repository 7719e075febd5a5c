"""`run` calls a command as a newcomer would, in this process; `done` is what came of it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from throughline.cli import failures
from throughline.cli.main import throughline


@dataclass(frozen=True)
class Done:
    """code: the exit code. stdout, stderr: what was printed. folder: --out."""

    code: int
    stdout: str
    stderr: str
    folder: Path

    @property
    def json(self) -> dict[str, Any]:
        """result.json as written; refuses NaN and infinity."""

        def refuse(name: str) -> None:
            raise AssertionError(f"{name} in result.json")

        return json.loads((self.folder / "result.json").read_text(), parse_constant=refuse)

    @property
    def result(self) -> dict[str, Any]:
        return self.json["result"]

    @property
    def report(self) -> str:
        return (self.folder / "report.html").read_text()

    def refused(self, *words: str) -> None:
        """Assert that this ended with code 2 and one line that holds all `words`, and wrote nothing."""
        assert self.code == 2, (self.stdout, self.stderr)
        assert self.stdout == ""
        assert self.stderr.count("\n") == 1, self.stderr
        for one in words:
            assert one in self.stderr
        assert not (self.folder / "result.json").exists()


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """`run("analyse", "spc", file, "--target", 95)`; --out is a new folder of its own unless given."""
    used = iter(range(1000))

    def called(*arguments: object, out: Path | None = None) -> Done:
        folder = out or tmp_path / f"out{next(used)}"
        code = failures.run(throughline, [*map(str, arguments), "--out", str(folder)])
        printed = capsys.readouterr()
        return Done(code, printed.out, printed.err, folder)

    return called


@pytest.fixture
def csv(tmp_path: Path) -> Callable[..., Path]:
    """`csv("a,b", "1,2")` writes a file of these lines and returns its path."""

    def written(*lines: str, name: str = "table.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_text("".join(f"{line}\n" for line in lines), encoding=encoding)
        return path

    return written
