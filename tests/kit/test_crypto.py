import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.kit.chain import digest
from anxin.kit.crypto import CannotOpen, Keyring

OLD = {1: bytes(range(32))}
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=200)


def a_ring(*, cipher: str = "sm4", roots: dict[int, bytes] | None = None) -> Keyring:
    return Keyring(roots=roots or OLD, cipher=cipher, index_root=b"i" * 32)


@pytest.mark.parametrize("cipher", ["sm4", "aes"])
@given(text=TEXTS)
def test_what_is_sealed_is_opened(cipher: str, text: str) -> None:
    ring = a_ring(cipher=cipher)
    assert ring.open(ring.seal(text, purpose="worker.name"), purpose="worker.name") == text


def test_a_value_moved_to_another_column_cannot_be_opened() -> None:
    sealed = a_ring().seal("赵试骑", purpose="worker.name")
    with pytest.raises(CannotOpen):
        a_ring().open(sealed, purpose="worker.phone")


@given(st.integers(2, 40), st.integers(1, 255))
def test_any_changed_byte_is_noticed(place: int, change: int) -> None:
    sealed = bytearray(a_ring().seal("赵试骑一二三四五", purpose="worker.name"))
    sealed[place % len(sealed)] ^= change
    with pytest.raises(CannotOpen):
        a_ring().open(bytes(sealed), purpose="worker.name")


def test_after_rotation_old_values_open_and_new_ones_use_the_new_key() -> None:
    sealed = a_ring().seal("赵试骑", purpose="worker.name")
    rotated = a_ring(roots=OLD | {2: b"n" * 32})
    assert rotated.open(sealed, purpose="worker.name") == "赵试骑"
    assert rotated.key_id(rotated.seal("赵试骑", purpose="worker.name")) == 2
    assert rotated.blind("赵试骑", purpose="worker.name") == a_ring().blind("赵试骑", purpose="worker.name")


def test_the_same_text_is_sealed_differently_each_time_but_found_by_its_hash() -> None:
    ring = a_ring()
    assert ring.seal("赵试骑", purpose="p") != ring.seal("赵试骑", purpose="p")
    assert ring.blind("赵试骑", purpose="p") == ring.blind("赵试骑", purpose="p")
    assert ring.blind("赵试骑", purpose="p") != ring.blind("赵试骑", purpose="q")


def test_sm3_gives_the_standard_vector() -> None:
    assert digest(b"abc").hex().startswith("66c7f0f462eeedd9d1f2d46bdc10e4e2")
