"""The reader and the writer of DER, octet by octet (ITU-T X.690 sections 8.1.3, 8.3 and 10.1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailcheck.records.dkim import der
from mailcheck.records.dkim.der import INTEGER, OCTET_STRING, Element


@pytest.mark.parametrize(
    ("number", "octets"),
    [
        (0, "020100"),
        (1, "020101"),
        (127, "02017f"),
        (128, "02020080"),
        (255, "020200ff"),
        (256, "02020100"),
        (32767, "02027fff"),
        (32768, "0203008000"),
        (65537, "0203010001"),
    ],
)
def test_an_integer_has_as_few_octets_as_can_be(number: int, octets: str) -> None:
    assert der.integer(number).hex() == octets


@pytest.mark.parametrize(
    ("magnitude", "octets"),
    [("00", "020100"), ("01", "020101"), ("7f", "02017f"), ("80", "02020080"), ("ff00", "020300ff00")],
)
def test_a_magnitude_gets_a_sign_octet_where_its_first_bit_is_set(magnitude: str, octets: str) -> None:
    assert der.natural(bytes.fromhex(magnitude)).hex() == octets


@pytest.mark.parametrize(
    ("size", "head"),
    [
        (0, "0400"),
        (1, "0401"),
        (127, "047f"),
        (128, "048180"),
        (255, "0481ff"),
        (256, "04820100"),
        (65535, "0482ffff"),
        (65536, "0483010000"),
    ],
)
def test_a_length_is_written_and_read(size: int, head: str) -> None:
    data = der.encode(OCTET_STRING, bytes(size))
    assert data == bytes.fromhex(head) + bytes(size)
    start = len(data) - size
    assert der.element(data, 0, len(data)) == Element(OCTET_STRING, start, len(data))
    assert der.element(b"\0" + data, 1, len(data) + 1) == Element(OCTET_STRING, start + 1, len(data) + 1)


def test_parts_are_written_one_after_the_other() -> None:
    assert der.encode(0x30, b"\2\1\1", b"", b"\2\1\2").hex() == "3006020101020102"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("", id="nothing"),
        pytest.param("04", id="no length"),
        pytest.param("0480", id="a length that comes later"),
        pytest.param("0481", id="a length without its octet"),
        pytest.param("0482ff", id="half a length"),
        pytest.param("04817f", id="two octets where one does"),
        pytest.param("04820080", id="a zero before the length"),
        pytest.param("04850100000000", id="a length of five octets"),
    ],
)
def test_a_head_that_is_none(data: str) -> None:
    octets = bytes.fromhex(data)
    assert der.element(octets, 0, len(octets)) is None


def test_a_head_ends_where_the_data_is_said_to_end() -> None:
    octets = bytes.fromhex("04818000")
    assert der.element(octets, 0, 3) == Element(4, 3, 131)
    assert der.element(octets, 0, 2) is None
    assert der.element(octets, 2, 3) is None


@pytest.mark.parametrize("head", ["0484ffffffff", "0484010000ff"])
def test_a_length_of_four_octets_is_read(head: str) -> None:
    octets = bytes.fromhex(head)
    assert der.element(octets, 0, 6) == Element(4, 6, 6 + int(head[4:], 16))


@given(st.lists(st.integers(0, 2**2100), max_size=16))
def test_what_was_written_is_read(numbers: list[int]) -> None:
    data = der.encode(0x30, *map(der.integer, numbers))
    outer = der.element(data, 0, len(data))
    assert outer is not None
    parts = der.children(data, outer)
    assert [part.tag for part in parts] == [INTEGER] * len(numbers)
    assert [int.from_bytes(der.contents(data, part), "big", signed=True) for part in parts] == numbers


class TestChildren:
    def test_no_more_than_sixteen_are_read(self) -> None:
        data = der.encode(0x30, *[b"\5\0"] * 17)
        assert der.children(data, Element(0x30, 2, len(data))) == tuple(
            Element(5, at, at) for at in range(4, 36, 2)
        )

    def test_the_last_may_be_cut_short(self) -> None:
        data = bytes.fromhex("3006020101020201")
        assert der.children(data, Element(0x30, 2, 8)) == (Element(2, 4, 5), Element(2, 7, 9))

    def test_none_is_read_beyond_the_parent_or_the_data(self) -> None:
        data = bytes.fromhex("3003020101020102")
        assert der.children(data, Element(0x30, 2, 5)) == (Element(2, 4, 5),)
        assert der.children(data[:7], Element(0x30, 2, 99)) == (Element(2, 4, 5), Element(2, 7, 8))
        assert der.children(data[:6], Element(0x30, 2, 99)) == (Element(2, 4, 5),)
