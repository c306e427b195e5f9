"""From when the web rule of ADA Title II binds the agency: a fact of its policy, `web_rule_from`.

28 CFR 35.200(b), 89 FR 31320 (April 24, 2024), put off by a year by the interim final rule 91 FR 20902 (April 20,
2026): April 26, 2027 for a population of 50,000 or more, April 26, 2028 for a smaller one and for special districts.
"""

from __future__ import annotations

from datetime import date

from masthead.policy.clause import Policy


def web_rule_from(policy: Policy) -> date | None:
    """None where the policy names no day, or none of the calendar."""
    try:
        return date.fromisoformat(str(policy.facts.get("web_rule_from", "")))
    except ValueError:
        return None
