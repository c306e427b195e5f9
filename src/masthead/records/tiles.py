"""Tree hashes kept in runs of 256, so that a proof reads a handful of rows however long the ledger.

A tile of level L holds the hashes of subtrees of 256**L leaves. Tiles of level 0 are written whole, every 256 records;
until then their hashes are the leaves of the records themselves. Tiles above grow by one hash as a tile below fills.
"""

from __future__ import annotations

from functools import lru_cache

from masthead.records.models import Record, Tile
from masthead.records.tree import HASH_BYTES, ReadSubtree, root_of

WIDTH = 256
_LEVELS_PER_TILE = 8


def complete(number: int) -> None:
    """Write the tiles that the record `number`, just inserted, completes. Called under the lock of the head."""
    index, place = divmod(number, WIDTH)
    if place != WIDTH - 1:
        return
    leaves = _leaves(index)
    Tile.objects.create(level=0, index=index, hashes=b"".join(leaves))
    level, hash_ = 1, root_of(leaves)
    while True:
        above, place = divmod(index, WIDTH)
        tile = Tile.objects.get_or_create(level=level, index=above, defaults={"hashes": b""})[0]
        tile.hashes = bytes(tile.hashes) + hash_
        tile.save(update_fields=["hashes"])
        if place != WIDTH - 1:
            return
        level, index, hash_ = level + 1, above, root_of(cut(tile.hashes))


def reader() -> ReadSubtree:
    """Answers for complete subtrees of the ledger as it now stands. Take a new one when the ledger has grown."""

    @lru_cache(maxsize=512)
    def tile(level: int, index: int) -> list[bytes]:
        kept = Tile.objects.filter(level=level, index=index).values_list("hashes", flat=True).first()
        if kept is None:
            return _leaves(index) if level == 0 else []
        return cut(bytes(kept))

    @lru_cache(maxsize=1 << 16)
    def subtree(level: int, index: int) -> bytes:
        tile_level, height = divmod(level, _LEVELS_PER_TILE)
        tile_index, place = divmod(index << height, WIDTH)
        hashes = tile(tile_level, tile_index)[place : place + (1 << height)]
        if len(hashes) != 1 << height:
            raise LookupError(f"The ledger lacks hashes for the subtree of level {level} at {index}.")
        return root_of(hashes)

    return subtree


def _leaves(index: int) -> list[bytes]:
    """The leaves of the records that fall into the tile `index` of level 0."""
    run = Record.objects.filter(number__gte=index * WIDTH, number__lt=(index + 1) * WIDTH).order_by("number")
    return [bytes(leaf) for leaf in run.values_list("leaf", flat=True)]


def cut(hashes: bytes) -> list[bytes]:
    """Hashes stored end to end, one by one."""
    return [hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES)]
