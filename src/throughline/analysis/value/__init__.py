"""Is it worth it? Costs and consequences of options, how sure that is, who gains, and what staff time is worth.

Begin with `consequences.consequences` (what each option does, for whom), then `uncertain.draws`, a model of your own
over those draws, and `worth.appraise`. `discounting` and `parameters` hold dated rates and thresholds; `staff_time` and
`consequences.by_group` the two questions that a single ratio hides; `chart` the pictures.
"""
