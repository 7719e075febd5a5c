"""Drafts of a finding's title and words by a language model: off unless the operator and the organiser turn it on.

Only words that the public may read are sent, and the team's own text. A draft changes nothing: a named person accepts
or changes it, and then it stands in the finding's draft, which people publish as before.
"""
