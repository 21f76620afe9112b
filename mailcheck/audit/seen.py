"""Remembers which domains were seen, in a dozen octets each instead of a string and its place in a set."""

from array import array


class Seen:
    """A set of texts of which only hashes of 64 bits are kept, in a table with open addressing.

    Among a million texts, the odds that two have one hash are one to thirty million; texts cannot be chosen
    so that they have, as Python's hashes have a secret of the process.
    """

    def __init__(self) -> None:
        self._count = 0
        self._slots = array("Q", bytes(8 * 1024))

    def __len__(self) -> int:
        return self._count

    def add(self, text: str) -> bool:
        """Add *text*, and say whether it is new."""
        if self._count * 3 > len(self._slots) * 2:
            self._grow()
        mark = (hash(text) & 0xFFFFFFFFFFFFFFFF) or 1  # 0 is an empty slot
        place = self._place(mark)
        if self._slots[place]:
            return False
        self._slots[place] = mark
        self._count += 1
        return True

    def _place(self, mark: int) -> int:
        """Return the slot that holds *mark*, or the empty one where it belongs."""
        size = len(self._slots)
        place = mark % size
        while self._slots[place] not in (0, mark):
            place = (place + 1) % size
        return place

    def _grow(self) -> None:
        old = self._slots
        self._slots = array("Q", bytes(16 * len(old)))
        for mark in old:
            if mark:
                self._slots[self._place(mark)] = mark
