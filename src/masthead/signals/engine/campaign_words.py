"""Parties, all by the same rule, and the offices people run for, as regular expressions."""

from __future__ import annotations

PARTY = (
    r"(?:republicans?|gop|democrats?|democratic|dems?|libertarians?|greens?|green party|"
    r"constitution(?: party|(?= (?:candidates?|members?|nominees?|ticket|voters?)\b))|reform party|"
    r"working families|socialists?|communists?|conservatives?|liberals?|progressives?|independents?|maga|tea party|"
    r"blue|red|left|right)"
)
OFFICE = (
    r"(?:governor|lieutenant governor|senate|state senate|senator|house|congress|mayor|president|sheriff|"
    r"supervisor|treasurer|"
    r"judge|commissioner|council|city council|school board|attorney general|secretary of state|auditor|"
    r"clerk|representative|"
    r"district \d+|county supervisor|constable|coroner|alderman|assessor|board of \w+|"
    r"(?:u\.s\. |us )(?:house|senate)|(?:county|city|water|school|parks?|library|planning|utility|town) (?:board|"
    r"commission|council)|tax collector|circuit clerk|chancery clerk|justice of the peace|trustee)"
)
