"""Every measurement, one after the other, and one table at the end. It takes about an hour and wants a quiet machine.

    python -m benchmarks                  everything
    python -m benchmarks analysis         only what begins so: analysis, analysis.library, language, web

The reference data, and the public file of patient comments, are read in place where they are there; what needs them is
left out by name where they are not. Each measurement is a module that can be run by itself.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import table

HERE = Path(__file__).parent
COMMENTS = HERE.parents[1] / "shared/data/patient-comments/v6framework_230831.csv"
# Modules that make data for others have no such line.
RUNS_BY_ITSELF = 'if __name__ == "__main__":'


def runs() -> list[list[str]]:
    """The arguments of each measurement: analyses as they are found, then language and pages."""
    modules = sorted(path for path in (HERE / "analysis").glob("*.py") if RUNS_BY_ITSELF in path.read_text())
    return [
        *([f"benchmarks.analysis.{path.stem}"] for path in modules),
        *([f"benchmarks.language.{name}", str(COMMENTS)] for name in ("embedding", "search", "coding", "groups")),
        ["benchmarks.language.redaction"],
        ["benchmarks.language.transcription"],
        ["benchmarks.language.signals", str(COMMENTS)],
        ["benchmarks.web"],
        ["benchmarks.web", "--postgres"],
        ["benchmarks.web.refresh"],
        ["benchmarks.web.refresh", "--postgres"],
    ]


def main(wanted: str = "") -> int:
    """Run all that is wanted; 1 when one of them failed or missed what was asked."""
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        notes = Path(folder) / "notes"
        notes.touch()
        for run in runs():
            if not run[0].startswith(f"benchmarks.{wanted}"):
                continue
            if str(COMMENTS) in run and not COMMENTS.exists():
                print(f"left out: {run[0]} (there is no {COMMENTS.name})")
                continue
            print(f"\n{' '.join(run[:2])}", flush=True)
            done = subprocess.run([sys.executable, "-m", *run], env={**os.environ, table.FILE: str(notes)}, check=False)
            failed += [run[0]] * (done.returncode != 0)
        found = table.gathered(notes)
    print(f"\n{table.printed(found)}")
    for name in failed:
        print(f"did not come to its end: {name}")
    return int(bool(failed) or not all(one.met for one in found))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
