"""Writes the completion script for bash, 3.2 and later."""

from collections.abc import Iterable, Iterator, Sequence

from mailcheck.cli.completion.described import Argument, Command, Option

# Readline completes file names itself where COMPREPLY stays empty: it knows how to quote them. Bash takes an
# equals sign for a word of its own, so `--zone=FILE` arrives as three.
FRAME = """\
# Completion for mailcheck.
_mailcheck() {{
    local current="${{COMP_WORDS[COMP_CWORD]}}" before="${{COMP_WORDS[COMP_CWORD-1]}}" command="" word
    local rules="{rules}"
    local options="" operands="" values=""
    COMPREPLY=()
    if [[ $current == "=" ]]; then
        current=""
    elif [[ $before == "=" && $COMP_CWORD -ge 2 ]]; then
        before="${{COMP_WORDS[COMP_CWORD-2]}}"
    fi
    for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
        case "$command $word" in
{words}
        esac
    done
    case "$command" in
{commands}
    esac
    case "$command $before" in
{values}
        *)
            values="$operands"
            [[ $current == -* ]] && values="$options"
            ;;
    esac
    case "$values" in
        files) ;;
        *)
            compopt +o default +o bashdefault 2>/dev/null
            IFS=$' \\t\\n' read -r -d '' -a COMPREPLY < <(compgen -W "$values" -- "$current") || :
            ;;
    esac
    return 0
}}
complete -o bashdefault -o default -F _mailcheck mailcheck
"""


def script(commands: Sequence[Command], rules: Iterable[str]) -> str:
    """Return the script."""
    return FRAME.format(
        rules=" ".join(rules),
        words="\n".join(_steps(commands)),
        commands="\n".join(line for command in commands for line in _case(command)),
        values="\n".join(_values(commands)),
    )


def _steps(commands: Iterable[Command]) -> Iterator[str]:
    """Yield how each word of a command leads on from those before it."""
    for command in commands:
        at = _path(command)
        for word in command.inner:
            yield f'            "{at} {word}") command="{f"{at} {word}".strip()}" ;;'


def _case(command: Command) -> Iterator[str]:
    spellings = " ".join(spelling for option in command.options for spelling in option.spellings)
    yield f'        "{_path(command)}")'
    yield f'            options="{spellings}"'
    yield f'            operands="{_operands(command)}"'
    yield "            ;;"


def _operands(command: Command) -> str:
    """Return what may follow a command: the commands of a group, or what its first argument takes."""
    if command.inner:
        return " ".join(command.inner)
    return _candidates(command.arguments[0]) if command.arguments else ""


def _values(commands: Iterable[Command]) -> Iterator[str]:
    """Yield what each option takes."""
    for command in commands:
        for option in command.options:
            if option.value:
                before = "|".join(f'"{_path(command)} {spelling}"' for spelling in option.spellings)
                yield f'        {before}) values="{_candidates(option)}" ;;'


def _candidates(value: Option | Argument) -> str:
    if value.choices:
        return " ".join(value.choices)
    return {"rule": "$rules", "file": "files", "folder": "files"}.get(value.kind, "")


def _path(command: Command) -> str:
    return " ".join(command.words)
