"""Every measurement, one after the other; `python -m benchmarks` takes about 20 minutes and wants a quiet machine.

The public file of patient comments is read in place where it is there, and left out by name where it is not.
"""

import subprocess
import sys
from pathlib import Path

COMMENTS = Path(__file__).parents[2] / "shared/data/patient-comments/v6framework_230831.csv"
RUNS = [
    ["-m", "benchmarks.analysis.library"],
    ["-m", "benchmarks.language.groups", str(COMMENTS)],
    ["-m", "benchmarks.web"],
    ["-m", "benchmarks.web", "--postgres"],
]

for run in RUNS:
    if str(COMMENTS) in run and not COMMENTS.exists():
        print(f"left out: {' '.join(run[:2])} (there is no {COMMENTS.name})")
        continue
    print(f"\n{' '.join(run[:3])}", flush=True)
    subprocess.run([sys.executable, *run], check=True)
