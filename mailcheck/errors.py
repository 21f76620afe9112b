"""The exceptions of the library, which say what the caller can do, and the exit codes of the command line.

Nothing that the DNS says or fails to say raises; that is a value. Each message is one line: what was found,
then what is allowed.
"""

from collections.abc import Sequence
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Protocol

    class FlawInFile(Protocol):
        """A flaw of a zone file as far as an error tells it: what is wrong, and the file, line and column."""

        @property
        def message(self) -> str:
            """What is wrong."""
            ...

        @property
        def location(self) -> tuple[str, int, int]:
            """The file, and the line and column in it, counted from 1."""
            ...


class MailcheckError(ValueError):
    """What every exception of the library is; catch it to tell a mistake in what was given from a bug."""


class InvalidDomainError(MailcheckError):
    """A text given as a domain is none; give a name of two labels or more, such as `example.com`."""


class ZoneSyntaxError(MailcheckError):
    """No name server would load a zone file, or a comment in it cannot be read; mend it at the place named.

    *flaws* are all fatal ones that were found, the first of which gave the message. Where the file as a whole
    could not be read there is none, and *line* and *column* are 0.
    """

    def __init__(
        self, file: str, line: int, column: int, message: str, flaws: "Sequence[FlawInFile]" = ()
    ) -> None:
        self.file, self.line, self.column, self.message, self.flaws = (
            file,
            line,
            column,
            message,
            tuple(flaws),
        )
        place = f"{file}:{line}:{column}" if line else file
        super().__init__(f"{place}: {message}")

    @classmethod
    def of(cls, flaws: "Sequence[FlawInFile]") -> "ZoneSyntaxError":
        """Return the error that reports the first of *flaws*."""
        first = flaws[0]
        return cls(*first.location, first.message, flaws)


class ServerAddressError(MailcheckError):
    """A name server is spelled in no known way, or cannot be used here; give `ADDR` or `ADDR:PORT`."""


class PlannedRecordError(MailcheckError):
    """What is to be judged as if published is no record; give `NAME TYPE VALUE` or `HOST=ADDRESS`."""


class RecordedAnswersError(MailcheckError):
    """A text holds no recorded answers; give one that `check --save-answers` wrote."""


class BaselineError(MailcheckError):
    """A text holds no reports of an earlier run; give what `--format json` or `jsonl` wrote."""


class KeyFileError(MailcheckError):
    """A file is no private key that DKIM can use; the message says what it is, never what it holds."""


class NotResumableError(MailcheckError):
    """A file to go on with holds something else than reports; give the one that `--resume` wrote."""


class WorkerLostError(RuntimeError):
    """A process of an audit ended before its work was done; start the audit again with `--resume`."""


class ExitCode(IntEnum):
    """What a program is told; of several results the worst, where what is certain outweighs what is open."""

    PASSED = 0  # nothing at or above the threshold; of `plan` and `diff`, nothing to do and nothing worse
    FAILED = 1  # findings at or above it; of `spf`, `dkim` and `plan`, another answer than yes
    USAGE = 2  # the command or its configuration cannot be carried out as given
    UNKNOWN = 3  # a lookup failed that was needed
    BUG = 4  # in mailcheck itself
    INTERRUPTED = 130  # by Ctrl-C, as shells have it: 128 and the number of the signal
