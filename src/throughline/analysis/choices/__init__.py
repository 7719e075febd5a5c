"""Choice experiments: what people prefer, what they would trade, and what they would choose.

`design` says which tasks to ask; `data` checks what was asked and chosen; `logit`, `mixed`, `latent` and
`bestworst` estimate; `meaning`, `uptake`, `validity` and `fit` say what the estimates mean and how far they can be
trusted.
"""
