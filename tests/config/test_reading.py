"""A configuration is read whole, or one line says where it is wrong and what was meant."""

import json
import re
import tomllib
from contextlib import suppress
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailcheck.cli.settings.config_schema import NAME, schema
from mailcheck.cli.settings.file import line_of, read
from mailcheck.cli.settings.in_force import Settings, spelling_warnings
from mailcheck.cli.settings.keys import (
    BY_NAME,
    FORMATS,
    KEYS,
    BadValueError,
    Config,
    ConfigError,
    SettingInForce,
)
from mailcheck.cli.settings.sample import sample
from mailcheck.dns.answers import Location, Source
from mailcheck.survey.exceptions import RuleException
from mailcheck.survey.request import Expected, Severity

SCHEMA = Path(__file__).parents[2] / "docs" / "schema" / NAME

WHOLE = """\
fail-on = "warning"
selectors = ["main1"]
zones = ["example.com.zone"]
timeout = 2.5

[severity]
"spf-ptr" = "error"
"mx-*" = "off"

[dmarc]
policy = "quarantine"

[domains."Example.COM"]
profile = "mail"
dmarc.policy = "reject"

[domains."Example.COM".mx]
hosts = ["mail.example.com"]

[[ignore]]
rule = "spf-ptr"
reason = "the old gateway"
domain = "*.example.com"
until = 2027-01-31
"""


def test_every_value_is_read_with_the_line_it_stands_on() -> None:
    assert read(WHOLE, "conf/mailcheck.toml") == Config(
        "conf/mailcheck.toml",
        {
            "fail-on": SettingInForce("warning", "conf/mailcheck.toml:1"),
            "selectors": SettingInForce(("main1",), "conf/mailcheck.toml:2"),
            "zones": SettingInForce(("conf/example.com.zone",), "conf/mailcheck.toml:3"),
            "timeout": SettingInForce("2.5", "conf/mailcheck.toml:4"),
            "severity": SettingInForce({"spf-ptr": Severity.ERROR, "mx-*": None}, "conf/mailcheck.toml:6"),
            "dmarc.policy": SettingInForce("quarantine", "conf/mailcheck.toml:11"),
        },
        {
            "example.com": {
                "profile": SettingInForce("mail", "conf/mailcheck.toml:14"),
                "dmarc.policy": SettingInForce("reject", "conf/mailcheck.toml:15"),
                "mx.hosts": SettingInForce(("mail.example.com",), "conf/mailcheck.toml:18"),
            }
        },
        (
            RuleException(
                "spf-ptr",
                "the old gateway",
                Source(
                    "",
                    "",
                    'rule = "spf-ptr", domain = "*.example.com", until = 2027-01-31, '
                    'reason = "the old gateway"',
                    Location("conf/mailcheck.toml", 20, 1),
                ),
                "*.example.com",
                date(2027, 1, 31),
            ),
        ),
    )


def test_a_shared_file_is_read_below_tool_mailcheck() -> None:
    text = '[project]\nname = "x"\n\n[tool.mailcheck]\nfail-on = "note"\n'
    assert read(text, "pyproject.toml", shared=True).values == {
        "fail-on": SettingInForce("note", "pyproject.toml:5")
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            'fail-onn = "error"', "1: there is no key `fail-onn`; did you mean `fail-on`?", id="mistake"
        ),
        pytest.param(
            'fail_on = "error"', "1: there is no key `fail_on`; did you mean `fail-on`?", id="underscore"
        ),
        pytest.param(
            '\nfail-on = "warn"',
            "2: fail-on: `warn` is none of error, warning, note, never; did you mean `warning`?",
            id="almost a word that is allowed",
        ),
        pytest.param(
            "xyzzy = 1",
            "1: there is no key `xyzzy`; `mailcheck config init` writes a file with all of them",
            id="like no key at all",
        ),
        pytest.param("offline = 1", "1: offline: `1` is neither true nor false", id="a number for a truth"),
        pytest.param(
            "timeout = 0",
            "1: timeout: `0` is no time between 0.001 and 3600 seconds, such as 5 or 2.5s",
            id="no time",
        ),
        pytest.param(
            "timeout = true",
            "1: timeout: `true` is no time between 0.001 and 3600 seconds, such as 5 or 2.5s",
            id="true is no time",
        ),
        pytest.param(
            "selectors = [1]", "1: selectors: `1` stands where a DKIM selector must", id="no string"
        ),
        pytest.param(
            "selectors = 1",
            "1: selectors: `1` stands where a list of strings must: a DKIM selector",
            id="no list",
        ),
        pytest.param(
            'ignore = ["spf-pt"]',
            "1: ignore: `spf-pt` matches no rule; did you mean `spf-ptr`?",
            id="no such rule",
        ),
        pytest.param("ignore = 1", "1: ignore: `1` stands where a list must", id="ignore is no list"),
        pytest.param(
            '[severity]\n"spf-ptr" = "bad"',
            "2: severity: `bad` is none of error, warning, note, off",
            id="no severity",
        ),
        pytest.param(
            "severity = 1",
            '1: severity: a table is wanted, such as `"spf-ptr" = "note"`',
            id="no table of severities",
        ),
        pytest.param(
            '[dmarc]\n\npolcy = "reject"',
            "3: there is no key `dmarc.polcy`; did you mean `policy`?",
            id="in a group",
        ),
        pytest.param(
            "dmarc = 1",
            "1: `dmarc` is no table; it holds `dmarc.policy`, `dmarc.subdomain-policy`",
            id="a group is a table",
        ),
        pytest.param(
            '[domains."example.com"]\nfail-on = "note"',
            "2: `fail-on` is no key of a domain; it holds for all and stands at the top of the file",
            id="a key of all in a domain",
        ),
        pytest.param(
            '[domains."example.com"]\nselectr = ["a"]',
            "2: there is no key `selectr`; did you mean `selectors`?",
            id="mistake in a domain",
        ),
        pytest.param(
            "[domains.localhost]",
            "1: `localhost` is not a mail domain; two labels or more are needed, such as `example.com`",
            id="no domain",
        ),
        pytest.param(
            "domains = 1",
            '1: `domains` is no table; one is written `[domains."example.com"]`',
            id="no table of domains",
        ),
        pytest.param(
            '[domains]\n"example.com" = 1', '2: `domains."example.com"` is no table', id="a domain is a table"
        ),
        pytest.param(
            '[domains."example.com"]\n[domains."Example.com"]',
            "2: `example.com` has a table already; spell it in one way",
            id="one domain twice",
        ),
        pytest.param(
            '[[ignore]]\nrule = "spf-ptr"',
            "1: this exception has no reason; rule and reason are needed",
            id="an exception without a reason",
        ),
        pytest.param(
            '[[ignore]]\nrule = "spf-ptr"\nreason = " "',
            "3: reason: ` ` stands where a reason must",
            id="a reason that says nothing",
        ),
        pytest.param(
            '[[ignore]]\nrule = "spf-ptr"\nreason = "x"\n[[ignore]]\nreason = "x"',
            "4: this exception has no rule; rule and reason are needed",
            id="the second exception",
        ),
        pytest.param(
            '[[ignore]]\nrule = "spf-ptr"\nreason = "x"\nuntil = "soon"',
            "4: until: `soon` is no date such as 2027-01-31",
            id="no date",
        ),
        pytest.param(
            '[[ignore]]\nrule = "spf-ptr"\nreason = "x"\nuntl = 2027-01-31',
            "4: an exception has no key `untl`; did you mean `until`?",
            id="mistake in an exception",
        ),
        pytest.param(
            'ignore = ["spf-ptr"]\n[[ignore]]\nrule = "mx-single"\nreason = "x"',
            "2: `ignore` cannot be a list and `[[ignore]]` at once; `[severity]` leaves a rule out as well, "
            'with `"mx-single" = "off"`',
            id="both ways to ignore",
        ),
        pytest.param("a = ", "1: this is not TOML: Invalid value", id="no TOML"),
        pytest.param(
            "\na",
            "2: this is not TOML: Expected '=' after a key in a key/value pair",
            id="no TOML at the end",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(text, "mailcheck.toml")
    assert str(caught.value) == f"mailcheck.toml:{message}"


@pytest.mark.parametrize(
    ("path", "line"),
    [
        pytest.param(("a",), 1, id="at the top"),
        pytest.param(("t", "b.c", "d"), 4, id="a quoted header"),
        pytest.param(("t", "x", "y"), 7, id="a dotted key"),
        pytest.param(("l", 1, "z"), 11, id="the second table of an array"),
        pytest.param(("l", 0, "w"), 8, id="what is not there is at the nearest above it"),
        pytest.param(("nothing",), 1, id="or at the beginning"),
    ],
)
def test_the_line_of_a_key_is_found(path: tuple[str | int, ...], line: int) -> None:
    text = 'a = 1\n# t\n[ t . "b.c" ]\nd = 2\n\n[t]\nx.y = 3\n[[l]]\nz = 4\n[[l]]\nz = 5\n'
    assert line_of(text, path) == line


@given(st.text(), st.lists(st.text() | st.integers()))
def test_looking_for_a_line_never_fails(text: str, path: list[str | int]) -> None:
    assert 1 <= line_of(text, path) <= max(len(text.splitlines()), 1)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(KEYS), VALUES)
def test_a_value_of_any_kind_is_read_or_refused(key, value) -> None:
    with suppress(BadValueError):
        key.kind.read(value)


def test_the_command_line_comes_first_and_the_default_last() -> None:
    config = read(
        'fail-on = "note"\nselectors = ["file"]\n[domains."example.com"]\nselectors = ["own"]\n',
        "mailcheck.toml",
    )
    settings = Settings({}, {}, config)
    assert settings.setting("fail-on") == SettingInForce("note", "mailcheck.toml:1")
    assert settings.setting("timeout") == SettingInForce("5", "default")
    assert settings.setting("selectors") == SettingInForce(("file",), "mailcheck.toml:2")
    assert settings.setting("selectors", "example.com") == SettingInForce(("own",), "mailcheck.toml:4")
    settings = Settings({}, {"MAILCHECK_SELECTOR": "a b,c", "MAILCHECK_FAIL_ON": "error"}, config)
    assert settings.setting("selectors", "example.com") == SettingInForce(
        ("a", "b", "c"), "MAILCHECK_SELECTOR"
    )
    settings = Settings({"fail-on": "never"}, {"MAILCHECK_FAIL_ON": "error"}, config)
    assert settings.setting("fail-on") == SettingInForce("never", "--fail-on")


def test_a_domains_severities_are_laid_over_those_for_all() -> None:
    config = read(
        '[severity]\n"spf-ptr" = "note"\n"mx-single" = "off"\n'
        '[domains."example.com".severity]\n"spf-ptr" = "error"',
        "mailcheck.toml",
    )
    assert Settings({}, {}, config).severities("example.com") == {
        "spf-ptr": Severity.ERROR,
        "mx-single": None,
    }
    assert Settings({}, {}, config).severities("example.net") == {"spf-ptr": Severity.NOTE, "mx-single": None}


def test_what_is_expected_is_a_domains_or_that_of_all() -> None:
    config = read('dmarc.policy = "reject"\n[domains."example.com"]\nmx.hosts = ["Mail.Example.com."]', "f")
    assert Settings({}, {}, config).expected_values("example.com") == Expected(
        ("mail.example.com",), "reject"
    )
    assert Settings({}, {}, config).expected_values("example.net") == Expected((), "reject")
    assert Settings({}, {}, Config()).expected_values("example.net") == Expected()


def test_a_variable_that_is_almost_ours_is_told() -> None:
    names = {
        "MAILCHECK_FAIL_OM": "x",
        "MAILCHECK_VERSION": "1",
        "MAILCHECK_TOKEN": "x",
        "MAILCHECK_CONFIG": "x",
    }
    assert list(spelling_warnings(names)) == [
        "the variable MAILCHECK_FAIL_OM has no effect; did you mean MAILCHECK_FAIL_ON?"
    ]


def test_the_sample_holds_every_key_and_nothing_else() -> None:
    assert tomllib.loads(sample()) == {}
    keys = [
        line[2:]
        for line in sample().splitlines()
        if (line.startswith("# ") and " = " in line) or "[" in line[:4]
    ]
    live = "\n".join(key.removeprefix("# ") for key in keys if not key.startswith("ignore ="))
    config = read(live, "mailcheck.toml")
    assert set(BY_NAME) <= {*config.values, "ignore"}
    assert list(config.domains) == ["example.com"]
    assert [each.rule for each in config.exceptions] == ["spf-ptr"]


def test_the_schema_in_the_documentation_is_the_present_one() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == schema(), "run docs/generate.py"


def test_the_schema_allows_what_is_read() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(json.loads(json.dumps(tomllib.loads(WHOLE), default=str)), schema())


@pytest.mark.parametrize(
    "data",
    [
        pytest.param({"fail-onn": "error"}, id="no such key"),
        pytest.param({"fail-on": "warn"}, id="no such word"),
        pytest.param({"domains": {"example.com": {"fail-on": "note"}}}, id="no key of a domain"),
        pytest.param({"ignore": [{"rule": "spf-ptr"}]}, id="no reason"),
        pytest.param({"severity": {"spf-ptr": "bad"}}, id="no severity"),
        pytest.param({"dmarc": {"policy": "rejct"}}, id="no policy"),
    ],
)
def test_the_schema_refuses_what_is_not_read(data: object) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schema())


def test_the_formats_are_those_that_there_are() -> None:
    from mailcheck.cli import console

    assert set(FORMATS) == {console.AUTO, *console.FORMATS}


def test_every_option_of_check_has_a_key() -> None:
    from inspect import signature

    from mailcheck.cli.check import check

    own = {"context", "domains", "config", "no_config", "debug", "version"}
    of_one_run = {"record", "planned_host", "wait", "save_answers", "answers", "fix"}
    of_one_run |= {"authoritative", "authority"}
    options = {name.replace("_", "-") for name in signature(check).parameters if name not in own | of_one_run}
    assert {key.option for key in KEYS if key.option} >= options


def test_every_key_stands_in_the_documentation() -> None:
    text = (SCHEMA.parents[1] / "configuration.md").read_text(encoding="utf-8")
    assert [key.name for key in KEYS if f"`{key.name}`" not in text] == []


def test_every_example_in_the_documentation_is_read() -> None:
    text = (SCHEMA.parents[1] / "configuration.md").read_text(encoding="utf-8")
    examples = re.findall(r"^```toml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert len(examples) == 3
    for example in examples:
        read(example, "mailcheck.toml")


def test_the_domain_of_an_exception_is_read_as_the_dns_spells_it() -> None:
    text = '[[ignore]]\nrule = "*"\nreason = "x"\ndomain = "{}"\n'
    for written, meant in (
        ("Example.COM.", "example.com"),
        ("*.B\u00fccher.example", None),
        ("b\u00fccher.de", "xn--bcher-kva.de"),
    ):
        if meant is None:
            with pytest.raises(ConfigError):
                read(text.format(written), "f")
        else:
            assert read(text.format(written), "f").exceptions[0].domain == meant
