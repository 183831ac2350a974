"""The Merkle tree: the vectors of RFC 6962 as they were recomputed, and proofs that prove nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from euthymia.domain.ledger.merkle import EMPTY, Tree, consistency, extends, includes, inclusion, leaf, root

LEAVES = [
    leaf(bytes.fromhex(text))
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
SIZES = st.integers(1, 70)


def grown(leaves: list[bytes]) -> Tree:
    tree = Tree()
    for one in leaves:
        tree.append(one)
    return tree


@pytest.mark.parametrize(("size", "expected"), ROOTS.items())
def test_the_published_roots(size: int, expected: str) -> None:
    assert root(LEAVES[:size]).hex() == expected
    tree = grown(LEAVES[:size])
    assert (tree.size, tree.head().hex()) == (size, expected)


def test_the_published_consistency_proof() -> None:
    (sibling,) = consistency(LEAVES, 4)
    assert sibling.hex() == "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"


# Of a leaf, by its place, in the tree over the first so many (the vectors of RFC 6962's reference implementation).
PATHS = {
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
    (0, 1): [],
}


@pytest.mark.parametrize(("place", "path"), PATHS.items())
def test_the_published_paths(place: tuple[int, int], path: list[str]) -> None:
    index, size = place
    assert [one.hex() for one in inclusion(LEAVES[:size], index)] == path
    head, beside = bytes.fromhex(ROOTS[size]), [bytes.fromhex(one) for one in path]
    assert includes(head, size, index, LEAVES[index], beside)


def test_a_salt_changes_the_leaf_and_nothing_is_the_hash_of_nothing() -> None:
    assert leaf(b"x", b"salt") != leaf(b"x") == leaf(b"", b"x")
    assert Tree().head() == root([]) == EMPTY


@settings(deadline=None)
@given(SIZES, st.data())
def test_a_path_proves_its_leaf_and_no_other(size: int, data: st.DataObject) -> None:
    leaves = [leaf(bytes([n])) for n in range(size)]
    index = data.draw(st.integers(0, size - 1))
    path, head = inclusion(leaves, index), root(leaves)
    assert includes(head, size, index, leaves[index], path)
    other = data.draw(st.integers(0, size - 1))
    assert includes(head, size, other, leaves[index], path) == (other == index)
    assert not includes(head, size, index, leaf(b"else"), path)
    assert not includes(head, size, size, leaves[index], path) and not includes(
        head, size, -1, leaves[index], path
    )
    assert not includes(head, size, index, leaves[index], [*path, head])
    if path:
        assert not includes(head, size, index, leaves[index], path[:-1])


@settings(deadline=None)
@given(SIZES, st.data())
def test_a_path_proves_that_nothing_before_was_changed(size: int, data: st.DataObject) -> None:
    leaves = [leaf(bytes([n])) for n in range(size)]
    earlier = data.draw(st.integers(1, size))
    path, head, before = consistency(leaves, earlier), root(leaves), root(leaves[:earlier])
    assert extends(head, size, before, earlier, path)
    forged = list(leaves)
    forged[data.draw(st.integers(0, earlier - 1))] = leaf(b"else")
    assert not extends(head, size, root(forged[:earlier]), earlier, path)
    assert not extends(root(forged), size, before, earlier, path)
    assert not extends(head, size, before, earlier, [*path, head])
    assert not extends(head, size, before, 0, path) and not extends(head, size, before, size + 1, path)
    if earlier < size:
        assert not extends(head, 2 * size + 1, before, earlier, path), "a log said to be longer than it is"
    if path:
        assert not extends(head, size, before, earlier, path[:-1])
        assert not extends(head, size, before, earlier, [])


@settings(deadline=None)
@given(SIZES)
def test_growing_and_building_at_once_agree(size: int) -> None:
    leaves = [leaf(bytes([n])) for n in range(size)]
    assert grown(leaves).head() == root(leaves)
