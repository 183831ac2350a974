"""The Merkle tree over a book's entries: one head for all of them, short proofs for one (RFC 6962, 9162).

Leaves are SHA-256(00 ‖ salt ‖ entry), nodes SHA-256(01 ‖ left ‖ right). A salt kept beside its row lets the
content be erased by law without breaking the proofs of the others. Vectors: compliance.md 3.9.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

EMPTY = sha256(b"").digest()


def leaf(entry: bytes, salt: bytes = b"") -> bytes:
    return sha256(b"\x00" + salt + entry).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """The growing edge of a tree: the roots of its full subtrees, at most one of each size."""

    __slots__ = ("_roots", "size")

    def __init__(self) -> None:
        self.size = 0
        self._roots: list[bytes] = []

    def append(self, leaf_hash: bytes) -> None:
        """As many pairs close as the size before had ones at its low end."""
        closing, root = self.size, leaf_hash
        while closing & 1:
            root = _node(self._roots.pop(), root)
            closing >>= 1
        self._roots.append(root)
        self.size += 1

    def head(self) -> bytes:
        """The root over all leaves; that of no leaves is the hash of nothing."""
        if not self._roots:
            return EMPTY
        root = self._roots[-1]
        for left in reversed(self._roots[:-1]):
            root = _node(left, root)
        return root


def root(leaves: Sequence[bytes]) -> bytes:
    """The head over these leaf hashes."""
    if not leaves:
        return EMPTY
    if len(leaves) == 1:
        return leaves[0]
    split = _split(len(leaves))
    return _node(root(leaves[:split]), root(leaves[split:]))


def inclusion(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The path from leaf `index` to the head: what an inspector needs to find one entry in it, and no other."""
    if len(leaves) == 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return [*inclusion(leaves[:split], index), root(leaves[split:])]
    return [*inclusion(leaves[split:], index - split), root(leaves[:split])]


def includes(head: bytes, size: int, index: int, leaf_hash: bytes, path: Sequence[bytes]) -> bool:
    """Whether a path proves that the leaf stands at `index` of the tree of `size` leaves with this head."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf_hash
    for sibling in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = _node(sibling, found)
            while not place & 1:  # never 0: place was odd, or the last, which is not 0
                place, last = place >> 1, last >> 1
        else:
            found = _node(found, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and found == head


def consistency(leaves: Sequence[bytes], earlier: int) -> list[bytes]:
    """What proves that the head over the first `earlier` leaves is extended by the head over all of them."""
    return _consistency(leaves, earlier, True)


def _consistency(leaves: Sequence[bytes], earlier: int, known: bool) -> list[bytes]:
    if earlier == len(leaves):
        return [] if known else [root(leaves)]
    split = _split(len(leaves))
    if earlier <= split:
        return [*_consistency(leaves[:split], earlier, known), root(leaves[split:])]
    return [*_consistency(leaves[split:], earlier - split, False), root(leaves[:split])]


def extends(head: bytes, size: int, earlier_head: bytes, earlier: int, path: Sequence[bytes]) -> bool:
    """Whether a path proves that nothing under the earlier head was changed or taken away."""
    if earlier == size:
        return not path and head == earlier_head
    if not 0 < earlier < size:
        return False
    place, last = earlier - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    steps = list(path) if place else [earlier_head, *path]
    if not steps:
        return False
    old = new = steps[0]
    for sibling in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = _node(sibling, old), _node(sibling, new)
            while not place & 1:  # never 0: place was odd, or the last, which is not 0
                place, last = place >> 1, last >> 1
        else:
            new = _node(new, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and (old, new) == (earlier_head, head)


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    split: int = 1 << ((size - 1).bit_length() - 1)
    return split
