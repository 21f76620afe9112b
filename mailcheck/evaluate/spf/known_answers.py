"""The answers that evaluation has at hand, and how it comes by those that it lacks.

Evaluation is a plain function of answers. Where it needs one that is not there it stops, what it lacks is
asked for, and it begins anew: with the same answers it comes to the same place. So an address costs no more
than a walk through the records where their answers are there already, as they nearly always are.
"""

from collections.abc import Callable, Iterable
from typing import TypeAlias, TypeVar

from mailcheck.dns.answers import Answer
from mailcheck.dns.lookups import Lookup, Question, answers_so_far, ask_all
from mailcheck.evaluate.spf.directives import PublishedSpf, read_answer
from mailcheck.evaluate.spf.expansion import question_name

T = TypeVar("T")
Key: TypeAlias = tuple[str, str]  # what a question is known by: its name and type


def _nothing(name: str, rdtype: str) -> None:
    """Know nothing."""


class Missing(Exception):
    """What cannot be said before *questions* are answered."""

    def __init__(self, questions: tuple[Question, ...]) -> None:
        super().__init__(questions)
        self.questions = questions


class Known(dict[Key, Answer]):
    """Answers by name and type; one that is not there, nor known to *lookup*, raises `Missing`."""

    __slots__ = ("lookup",)

    def __init__(self, lookup: Lookup = _nothing) -> None:
        super().__init__()
        self.lookup = lookup

    def __missing__(self, key: Key) -> Answer:
        if not self.look_up(key):
            raise Missing((Question(*key),))
        return self[key]

    def every(self, names: Iterable[str], rdtype: str) -> list[Answer]:
        """Return the answers for several names; those that are missing are so all at once."""
        keys = [(name, rdtype) for name in names]
        lacking = [key for key in dict.fromkeys(keys) if key not in self and not self.look_up(key)]
        if lacking:
            raise Missing(tuple([Question(*key) for key in lacking]))
        return [self[key] for key in keys]

    def look_up(self, key: Key) -> bool:
        """Look one up, and say whether that was of any use."""
        answer = self.lookup(*key)
        if answer is not None:
            self[key] = answer
        return answer is not None


class Records(dict[str, PublishedSpf]):
    """What domains publish about SPF, by *answers*.

    One that is put in by hand takes the place of the answer, but only where a record is to be evaluated.
    """

    __slots__ = ("answers",)

    def __init__(self, answers: Known) -> None:
        super().__init__()
        self.answers = answers

    def __missing__(self, domain: str) -> PublishedSpf:
        found = self[domain] = read_answer(self.answers[question_name(domain), "TXT"])
        return found


async def evaluate(function: Callable[[], T], answers: Known) -> T:
    """Return what *function* makes of *answers*, after asking for all that it lacks."""
    answers.lookup = await answers_so_far()
    while True:
        try:
            return function()
        except Missing as missing:
            questions = missing.questions
        answers.update(zip(questions, await ask_all(questions), strict=True))
