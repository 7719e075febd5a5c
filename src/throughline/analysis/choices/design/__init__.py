"""Which tasks to ask in a choice experiment, so that few people tell as much as they can.

    plan = Plan(attributes=(…), alternatives=(Alternative("A"), Alternative("B")), tasks=16)
    found = design_choices(plan, seed=1)

`plan` says what may be asked for (`spec` reads it from a file), `errors` how designs are judged, `search` how they are
found, `audit` what each looks like, `power` what people's answers will show.
"""

from throughline.analysis.choices.design.designing import ChoiceDesign, Task, design_choices
from throughline.analysis.choices.design.plan import Alternative, Attribute, Plan

__all__ = ["Alternative", "Attribute", "ChoiceDesign", "Plan", "Task", "design_choices"]
