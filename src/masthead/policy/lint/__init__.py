"""What is wrong, or unwise, in a written policy, before it obliges anybody. Pure: a file in, findings out.

`whole` asks what the tests of this house ask of a policy that can be used; the other files each hold a few rules that
read the file as it was written, usable or not, so that its author learns everything at once.
"""

from masthead.policy.lint.finding import Finding, Keepers
from masthead.policy.lint.run import lint
from masthead.policy.lint.whole import unbound, unenforced, unknown_bindings

__all__ = ["Finding", "Keepers", "lint", "unbound", "unenforced", "unknown_bindings"]
