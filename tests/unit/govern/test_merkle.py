"""The Merkle tree of RFC 6962, held to the test vectors that Certificate Transparency publishes."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from ninefold.govern.merkle import EMPTY, head, holds_inclusion, inclusion, leaf

# The leaves and heads that the reference implementation of RFC 6962 tests itself with.
ENTRIES = [
    bytes.fromhex(each)
    for each in (
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
HEADS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def test_an_empty_log_has_the_head_of_nothing() -> None:
    assert head([]) == EMPTY == sha256(b"").digest()


def test_heads_are_those_of_the_published_vectors() -> None:
    leaves = [leaf(entry) for entry in ENTRIES]

    assert [head(leaves[:n]).hex() for n in range(1, 9)] == HEADS


def _plainly(leaves: list[bytes]) -> bytes:
    """The definition of RFC 6962, section 2.1, as it stands."""
    if len(leaves) < 2:
        return leaves[0] if leaves else EMPTY
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return sha256(b"\x01" + _plainly(leaves[:half]) + _plainly(leaves[half:])).digest()


@given(st.lists(st.binary(max_size=4), max_size=40))
def test_a_head_worked_out_in_one_pass_is_that_of_the_definition(entries: list[bytes]) -> None:
    leaves = [leaf(entry) for entry in entries]

    assert head(leaves) == _plainly(leaves)


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=40), st.data())
def test_a_proof_holds_for_its_own_entry_and_for_no_other(entries: list[bytes], data: st.DataObject) -> None:
    leaves = [leaf(entry) for entry in entries]
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof, root = inclusion(leaves, index), head(leaves)

    assert holds_inclusion(leaves[index], index, len(leaves), proof, root)
    assert not holds_inclusion(leaf(b"never written"), index, len(leaves), proof, root)
    assert not holds_inclusion(leaves[index], index, len(leaves), [*proof, root], root)
