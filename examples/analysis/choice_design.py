"""Design a choice experiment: what would people trade for a shorter wait?

    python examples/analysis/choice_design.py [plan.toml]

Without a file it designs the plan below. A plan in a file is written as docs/analysis.md shows.
"""

# %% What we ask about
# Four attributes of a follow-up appointment. Priors are what a pilot, or earlier studies, let us expect: how much
# worse a month is than a week. `spread` says how unsure we are of it. `better` keeps tasks out whose answer is obvious.
import sys
import tomllib
from dataclasses import replace
from pathlib import Path

from throughline.analysis.choices.design import Alternative, Attribute, Plan, design_choices
from throughline.analysis.choices.design.power import power_of
from throughline.analysis.choices.design.spec import plan_of

plan = Plan(
    attributes=(
        Attribute("wait", ("1 week", "1 month", "3 months"), (-0.4, -1.0), (0.2, 0.3), better="earlier"),
        Attribute("who", ("doctor", "nurse", "pharmacist"), (-0.1, -0.2)),
        Attribute("place", ("clinic", "video"), (0.15,)),
        Attribute("miles", (1, 5, 15), (-0.05,), coding="linear", better="earlier"),
    ),
    alternatives=(Alternative("A"), Alternative("B"), Alternative("Neither", -1.5, fixed={})),
    tasks=12,
    blocks=2,
    rules=("if place = video then miles = 1",),
    balance="soft",
)
if len(sys.argv) > 1:
    plan, _ = plan_of(tomllib.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))

# %% The design
design = design_choices(plan, starts=16, rounds=2, seed=1)
print(design.shown)
for warning in design.warnings:
    print(f"- {warning}")

# %% What a person sees first
for task in design.tasks[:2]:
    print(f"\nTask {task.number} (version {task.block})")
    for alternative, shown, p in zip(plan.alternatives, task.shown, task.probabilities, strict=True):
        words = ", ".join(str(level) for level in shown if level is not None) or "none of these"
        print(f"  {alternative.name:8} {words:40} likely to be chosen by {100 * p:.0f}%")

# %% Is it a good design?
# Levels need not be shown equally often, but nobody should wonder why one is hardly there. Overlap makes tasks easier
# and tells less. A coefficient that is strongly related to another is hard to tell apart from it.
audit = design.audit
for name, levels in audit.counts[plan.alternatives[0].name].items():
    print(f"{name:8}", ", ".join(f"{level}: {count}" for level, count in levels.items()))
print("same level in both:", ", ".join(f"{name} {100 * share:.0f}%" for name, share in audit.overlap.items()))

# %% What balance costs
# Levels shown exactly equally often look tidy and tell less. Here is by how much.
free = design_choices(replace(plan, balance="free"), starts=16, rounds=2, seed=1)
print(f"D-error {design.d_error:.4f}, without balance {free.d_error:.4f}")

# %% What a known constant would promise
# Some programs take the constant of “Neither” as known. Real answers must estimate it.
flattered = design_choices(replace(plan, constants="known"), starts=16, rounds=2, seed=1)
print(f"D-error with the constant estimated {design.d_error:.4f}, taken as known {flattered.d_error:.4f}")

# %% How many people?
# First by formula, for each effect; then by asking simulated people who choose as the priors say.
for needed in audit.needed:
    print(f"{needed.name:20} {'' if needed.people is None else f'{needed.people:,} people'}")
people = audit.people or 300
for count in (people // 4, people // 2, people):
    print(power_of(design, count, seed=1).shown)
