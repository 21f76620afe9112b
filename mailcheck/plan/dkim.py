"""Plans DKIM key records, which are compared by the key that they hold."""

from collections.abc import Iterator

from mailcheck.plan.changes import Change, amend, remove, texts
from mailcheck.plan.standing import Published
from mailcheck.plan.wishes import KeyWish, Wishes
from mailcheck.records.dkim.public_key import Key
from mailcheck.records.dkim.record import DkimRecord, parse
from mailcheck.survey.dkim import key_name


def dkim_changes(wishes: Wishes, known: Published) -> Iterator[Change]:
    """Yield what becomes of the records at each selector, and of the same key at names that look alike."""
    for wish in wishes.keys:
        name = key_name(wish.selector, wishes.domain)
        yield from _at_selector(wish, name, known)
        for near in (f"{name}.{wishes.domain}", f"{wish.selector}.domainkey.{wishes.domain}"):
            answer = known.answer(near, "TXT")
            astray = [text for text in texts(answer) if not parse(text).foreign]
            yield from remove(answer, astray, f"the key belongs at {name}")


def _at_selector(wish: KeyWish, name: str, known: Published) -> Iterator[Change]:
    answer = known.answer(name, "TXT")
    wanted = parse(wish.text)
    found = texts(answer)
    right = [text for text in found if same_key(parse(text), wanted)][:1]
    stale = list(found)
    for text in right:
        stale.remove(text)
    why = "one record is allowed at a selector" if len(found) > 1 else ""
    yield from amend(answer, right=right, new=() if right else (wish.text,), stale=stale, why=why)


def same_key(one: DkimRecord, wanted: DkimRecord) -> bool:
    """Say whether verifiers find in *one* what *wanted* holds: its key, or that there is none any more."""
    if wanted.revoked:
        return one.revoked and not one.foreign
    if not one.usable or not isinstance(one.key, Key) or not isinstance(wanted.key, Key):
        return False
    return one.key.fingerprint == wanted.key.fingerprint
