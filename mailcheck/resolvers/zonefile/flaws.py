"""Reports a zone file with which a caller cannot go on; what is wrong in it is in `records.zone_flaws`."""

from mailcheck.records.zone_flaws import ZoneFlaw


class ZoneSyntaxError(ValueError):
    """A zone file that no name server would load; the message is one line, with the place first.

    *flaws* are all fatal ones that were found, the first of which gave the message. Where the file as a whole
    could not be read there is none, and *line* and *column* are 0.
    """

    def __init__(
        self, file: str, line: int, column: int, message: str, flaws: tuple[ZoneFlaw, ...] = ()
    ) -> None:
        self.file, self.line, self.column, self.message, self.flaws = file, line, column, message, flaws
        place = f"{file}:{line}:{column}" if line else file
        super().__init__(f"{place}: {message}")

    @classmethod
    def of(cls, flaws: tuple[ZoneFlaw, ...]) -> "ZoneSyntaxError":
        """Return the error that reports the first of *flaws*."""
        first = flaws[0]
        return cls(*first.location, first.message, flaws)
