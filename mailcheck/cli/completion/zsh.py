"""Writes the completion script for zsh."""

from collections.abc import Iterable, Iterator, Sequence

from mailcheck.cli.completion.described import Argument, Command, Option

FRAME = """\
#compdef mailcheck
# Completion for mailcheck.

_mailcheck__names_of_rules() {{
    local -a rules=({rules})
    compadd "$@" -a rules
}}

{functions}

if [[ $funcstack[1] == _mailcheck ]]; then
    _mailcheck "$@"
else
    compdef _mailcheck mailcheck
fi
"""
GROUP = """\
{name}() {{
    local context state line curcontext=$curcontext
    local -a inner=({inner})
    _arguments -C -s {options} '1: :->command' '*:: :->rest'
    case $state in
        command) _describe command inner ;;
        rest)
            (( $+functions[{name}_$line[1]] )) && {name}_$line[1]
            ;;
    esac
}}
"""
UNLESS_OPTION = '_guard "^-*"'  # nothing to complete, but zsh is not to give up on a dash
PLAIN = """\
{name}() {{
    _arguments -s {specs}
}}
"""


def script(commands: Sequence[Command], rules: Iterable[str]) -> str:
    """Return the script."""
    summaries = {command.words: command.summary for command in commands}
    functions = (_function(command, summaries) for command in commands)
    return FRAME.format(rules=" ".join(rules), functions="\n".join(functions).rstrip())


def _function(command: Command, summaries: dict[tuple[str, ...], str]) -> str:
    name = "_".join(("_mailcheck", *command.words))
    options = [_option(option) for option in command.options]
    if command.inner:
        inner = (_quote(f"{word}:{summaries[*command.words, word]}") for word in command.inner)
        return GROUP.format(name=name, inner=" ".join(inner), options=" ".join(options))
    specs = " \\\n        ".join((*options, *_arguments(command.arguments)))
    return PLAIN.format(name=name, specs=specs)


def _option(option: Option) -> str:
    """Return the specification of an option: which others it excludes, its spellings, help and value."""
    told = f"[{_escape(option.help)}]"
    joined = [each + _joint(each) if option.value else each for each in option.spellings]
    value = f":{_escape(option.value)}:{_action(option)}" if option.value else ""
    before = "'*'" if option.repeatable else _quote(f"({' '.join(option.spellings)})")
    spellings = joined[0] if len(joined) == 1 else f"{{{','.join(joined)}}}"
    return f"{before}{spellings}{_quote(told + value)}"


def _joint(spelling: str) -> str:
    """Return the sign for a value that may also follow in the same word."""
    return "=" if spelling.startswith("--") else "+"


def _arguments(arguments: Iterable[Argument]) -> Iterator[str]:
    for at, argument in enumerate(arguments, 1):
        place = "*" if argument.repeatable else f"{at}" if argument.required else f"{at}:"
        yield _quote(f"{place}:{_escape(argument.name)}:{_action(argument, UNLESS_OPTION)}")


def _action(value: Option | Argument, otherwise: str = " ") -> str:
    if value.choices:
        return f"({' '.join(value.choices)})"
    return {"rule": "_mailcheck__names_of_rules", "file": "_files", "folder": "_files -/"}.get(
        value.kind, otherwise
    )


def _escape(text: str) -> str:
    for special in ("\\", "[", "]", ":"):
        text = text.replace(special, f"\\{special}")
    return text


def _quote(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
