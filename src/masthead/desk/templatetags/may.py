"""`{% may "drafts.approve" %}…{% else %}…{% endmay %}`: shows what the person may do, as the table of rights says."""

from __future__ import annotations

from django import template
from django.template import Context, Node, NodeList
from django.template.base import FilterExpression, Parser, Token

from masthead.agencies.models import Person
from masthead.agencies.rights import may


class MayNode(Node):
    child_nodelists = ("granted", "withheld")

    def __init__(self, right: FilterExpression, granted: NodeList, withheld: NodeList) -> None:
        self.right = right
        self.granted = granted
        self.withheld = withheld

    def render(self, context: Context) -> str:
        user = getattr(context.get("request"), "user", None)
        permitted = isinstance(user, Person) and may(user, str(self.right.resolve(context)))
        return (self.granted if permitted else self.withheld).render(context)


def do_may(parser: Parser, token: Token) -> MayNode:
    """A right that is not in the table raises KeyError when the page is shown: a misspelling must not hide a button."""
    words = token.split_contents()
    if len(words) != 2:
        raise template.TemplateSyntaxError('may takes one right: {% may "drafts.approve" %}')
    granted = parser.parse(("else", "endmay"))
    withheld = NodeList()
    if parser.next_token().contents == "else":
        withheld = parser.parse(("endmay",))
        parser.delete_first_token()
    return MayNode(parser.compile_filter(words[1]), granted, withheld)
