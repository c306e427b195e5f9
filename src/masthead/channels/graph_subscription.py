"""Facebook and Instagram knock for an account once the app is subscribed to it, which the account's own token does.

By https://developers.facebook.com/docs: graph-api/reference/page/subscribed_apps and instagram-platform/webhooks. The
app's own webhook, its address and fields are set in the app's dashboard; without them nothing comes either.
"""

from __future__ import annotations

from collections.abc import Sequence

from masthead.channels.errors import OutcomeUnknown, Rejected, Transient
from masthead.channels.graph import Graph, NotAllowed


def subscribe(graph: Graph, account: str, fields: Sequence[str]) -> None:
    """To the first of `fields` alone where a permission lacks that one of the others takes, as private messages do.

    Twice is once. A lost answer is Transient: it is asked again.
    """
    try:
        _subscribe(graph, account, fields)
    except NotAllowed:
        _subscribe(graph, account, fields[:1])


def _subscribe(graph: Graph, account: str, fields: Sequence[str]) -> None:
    try:
        told = graph.post(f"/{account}/subscribed_apps", {"subscribed_fields": ",".join(fields)})
    except OutcomeUnknown as lost:
        raise Transient(lost.sentence, cure=lost.cure) from lost
    if told.get("success") is not True:
        raise Rejected(f"{graph.platform} did not say that it tells the desk of {', '.join(fields)}.")


def unsubscribe(graph: Graph, account: str) -> None:
    """What has ended already succeeds."""
    try:
        graph.delete(f"/{account}/subscribed_apps")
    except OutcomeUnknown as lost:
        raise Transient(lost.sentence, cure=lost.cure) from lost
