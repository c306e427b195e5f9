"""What became of comments since they were taken in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from masthead.channels.bluesky.chat import is_message
from masthead.channels.bluesky.gate import hidden_under
from masthead.channels.bluesky.views import post_views
from masthead.channels.bluesky.xrpc import Xrpc
from masthead.channels.events import Seen
from masthead.channels.ref import Ref


def recheck(xrpc: Xrpc, refs: Sequence[Ref]) -> Mapping[str, Seen]:
    """What became of each. Hidden is asked of the gates of our own threads, one read for each thread.

    Of a direct message nobody can tell: deleting one hides it from whoever deleted it alone."""
    seen: dict[str, Seen] = {ref.native_id: "unknown" for ref in refs if is_message(ref)}
    asked = [ref for ref in refs if ref.native_id not in seen]
    views = {view["uri"]: view for view in post_views(xrpc, [ref.native_id for ref in asked])}
    gates: dict[str, frozenset[str]] = {}
    for ref in asked:
        view = views.get(ref.native_id)
        if view is None:
            seen[ref.native_id] = "gone"
            continue
        root = str(view["record"].get("reply", {}).get("root", {}).get("uri", ""))
        if root.startswith(f"at://{xrpc.did}/") and root not in gates:
            gates[root] = hidden_under(xrpc, root)
        if ref.native_id in gates.get(root, ()):
            seen[ref.native_id] = "hidden"
        else:
            seen[ref.native_id] = "edited" if ref.version not in ("", view["cid"]) else "present"
    return seen
