"""Frozen dataclasses with a quick constructor are frozen dataclasses."""

import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, replace

import pytest

from mailcheck.dns.quick import quick


@quick
@dataclass(frozen=True, slots=True)
class Network:
    address: str
    length: int = 32
    text: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", f"{self.address}/{self.length}")


def test_fields_are_given_by_place_or_name_or_have_their_default():
    for made in (
        Network("9.9.9.9", 24),
        Network("9.9.9.9", length=24),
        Network(length=24, address="9.9.9.9"),
    ):
        assert (type(made), made.address, made.length, made.text) == (Network, "9.9.9.9", 24, "9.9.9.9/24")
    assert Network("9.9.9.9").length == 32


def test_what_is_made_is_frozen():
    made = Network("9.9.9.9")
    with pytest.raises(FrozenInstanceError):
        made.length = 8
    with pytest.raises(FrozenInstanceError):
        del made.length
    with pytest.raises((AttributeError, TypeError)):
        made.other = 1


def test_what_is_made_compares_copies_and_travels_as_ever():
    made = Network("9.9.9.9", 24)
    assert made == Network("9.9.9.9", 24) != Network("9.9.9.9", 25)
    assert hash(made) == hash(Network("9.9.9.9", 24))
    assert repr(made) == "Network(address='9.9.9.9', length=24, text='9.9.9.9/24')"
    assert replace(made, length=8).text == "9.9.9.9/8"
    assert pickle.loads(pickle.dumps(made)) == copy.copy(made) == copy.deepcopy(made) == made


@pytest.mark.parametrize("arguments", [(), ("9.9.9.9", 24, "text")], ids=["too few", "too many"])
def test_wrong_arguments_are_told_of_by_name(arguments):
    with pytest.raises(TypeError, match=r"Network\.__init__\(\)"):
        Network(*arguments)
