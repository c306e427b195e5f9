"""The life of a finding on a link in a live post, as a table."""

from __future__ import annotations

from masthead.kernel.states import StateTable

LINK_FINDING = StateTable(
    "link finding",
    "open",
    {("open", "sign"): "signed", ("open", "dismiss"): "dismissed", ("open", "pass"): "passed"},
    words={
        "sign": "sign what is there now",
        "signed": "signed anew",
        "dismiss": "dismiss it, with a reason",
        "pass": "find it no longer so, or the link in no live post or reply",
    },
)
