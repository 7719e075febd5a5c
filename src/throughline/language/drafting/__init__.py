"""Drafts of titles, summaries and rewordings by a language model that the organisation runs or rents. Off by default.

`client.Drafter` asks an OpenAI-compatible chat endpoint; without an address there is none, and nothing is asked. Only
de-identified words may be given. A draft is what a person may start from: every claim carries words of the sources
that support it, which `checking` finds there to the letter or refuses the whole; it is labelled `results.LABEL`. The
record that comes with every result holds all that was sent and received: whoever calls keeps it.

What is checked and what is not: quotes, numbers and the direction of praise or complaint are; whether a claim
follows from its quote is for a person to judge. (Small local models were tried and summarised complaints as praise.)
"""
