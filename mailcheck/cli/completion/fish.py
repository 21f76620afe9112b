"""Writes the completion script for fish, 3.0 and later."""

from collections.abc import Iterable, Iterator, Sequence

from mailcheck.cli.completion.described import Argument, Command, Option

FRAME = """\
# Completion for mailcheck.
function __mailcheck_at --description 'The command line names this command'
    set -l words (string match --invert -- '-*' (commandline -opc)[2..-1])
    set -l length (count $argv)
    test $length -eq 0; or test "$words[1..$length]" = "$argv"
end
function __mailcheck_only --description 'The command line names this group, and nothing of it'
    set -l words (string match --invert -- '-*' (commandline -opc)[2..-1])
    test "$words" = "$argv"
end
set -l rules {rules}
complete -c mailcheck -f
{completions}
"""


def script(commands: Sequence[Command], rules: Iterable[str]) -> str:
    """Return the script."""
    summaries = {command.words: command.summary for command in commands}
    lines = (line for command in commands for line in _completions(command, summaries))
    return FRAME.format(rules=" ".join(rules), completions="\n".join(lines))


def _completions(command: Command, summaries: dict[tuple[str, ...], str]) -> Iterator[str]:
    here = " ".join(command.words)
    for word in command.inner:
        told = summaries[*command.words, word]
        yield f"complete -c mailcheck -n {_quote(f'__mailcheck_only {here}')} -a {word} -d {_quote(told)}"
    place = "only" if command.inner else "at"
    for option in command.options:
        yield f"complete -c mailcheck -n {_quote(f'__mailcheck_{place} {here}')} {_option(option)}"
    for argument in command.arguments[:1]:
        yield f"complete -c mailcheck -n {_quote(f'__mailcheck_at {here}')} {_arguments(argument)}"


def _option(option: Option) -> str:
    """Return an option's spellings, what it takes, and its help."""
    spellings = (
        f"-l {spelling[2:]}" if spelling.startswith("--") else f"-s {spelling[1:]}"
        for spelling in option.spellings
    )
    taken = f" -r {_arguments(option)}" if option.value else ""
    return f"{' '.join(spellings)}{taken} -d {_quote(option.help)}"


def _arguments(value: Option | Argument) -> str:
    if value.choices:
        return f"-f -a {_quote(' '.join(value.choices))}"
    return {"rule": '-f -a "$rules"', "file": "-F", "folder": "-F"}.get(value.kind, "-f")


def _quote(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
