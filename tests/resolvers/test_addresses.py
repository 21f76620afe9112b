"""How name servers are spelled."""

import pytest

from mailcheck.dns.live import servers as addresses
from mailcheck.dns.live.servers import Server, parse_server, servers, system_servers
from mailcheck.dns.live.stub import LiveResolver
from mailcheck.errors import ServerAddressError

ALLOWED = "ADDR, ADDR:PORT, [ADDR6]:PORT, tls://ADDR[:PORT][#NAME] or https://HOST/PATH"


@pytest.mark.parametrize(
    ("spelling", "server", "label"),
    [
        pytest.param("9.9.9.9", Server("udp", "9.9.9.9", 53), "9.9.9.9", id="an address"),
        pytest.param(" 9.9.9.9 ", Server("udp", "9.9.9.9", 53), "9.9.9.9", id="blanks around it"),
        pytest.param("127.0.0.1:5300", Server("udp", "127.0.0.1", 5300), "127.0.0.1:5300", id="with a port"),
        pytest.param("2620:fe::fe", Server("udp", "2620:fe::fe", 53), "2620:fe::fe", id="IPv6"),
        pytest.param("[2620:fe::fe]", Server("udp", "2620:fe::fe", 53), "2620:fe::fe", id="IPv6 in brackets"),
        pytest.param("[::1]:5300", Server("udp", "::1", 5300), "[::1]:5300", id="IPv6 with a port"),
        pytest.param("::1:5300", Server("udp", "::1:5300", 53), "::1:5300", id="IPv6 that looks like a port"),
        pytest.param("fe80::1%lo", Server("udp", "fe80::1%lo", 53), "fe80::1%lo", id="IPv6 with a zone"),
        pytest.param("udp://9.9.9.9", Server("udp", "9.9.9.9", 53), "9.9.9.9", id="the scheme written out"),
        pytest.param("tls://9.9.9.9", Server("tls", "9.9.9.9", 853), "tls://9.9.9.9", id="TLS"),
        pytest.param(
            "TLS://9.9.9.9:8853#dns.quad9.net",
            Server("tls", "9.9.9.9", 8853, "dns.quad9.net"),
            "tls://9.9.9.9:8853",
            id="TLS with port and name",
        ),
        pytest.param(
            "tls://[2620:fe::fe]:8853",
            Server("tls", "2620:fe::fe", 8853),
            "tls://[2620:fe::fe]:8853",
            id="TLS, IPv6",
        ),
    ],
)
def test_a_server_is_spelled(spelling, server, label):
    assert parse_server(spelling) == server
    assert server.label == label


@pytest.mark.parametrize(
    ("spelling", "message"),
    [
        pytest.param("", f"`` has no IP address; name servers are given as {ALLOWED}", id="nothing"),
        pytest.param(
            "dns.example",
            f"`dns.example` has no IP address; name servers are given as {ALLOWED}",
            id="a name",
        ),
        pytest.param(
            "1.2.3", f"`1.2.3` has no IP address; name servers are given as {ALLOWED}", id="three numbers"
        ),
        pytest.param(
            "[9.9.9.9]", f"`[9.9.9.9]` has no IP address; name servers are given as {ALLOWED}", id="brackets"
        ),
        pytest.param(
            "[::1", f"`[::1` has no IP address; name servers are given as {ALLOWED}", id="half a bracket"
        ),
        pytest.param(
            "::1%nowhere",
            f"`::1%nowhere` has no IP address; name servers are given as {ALLOWED}",
            id="no zone",
        ),
        pytest.param(
            "1.2.3.4:", f"`1.2.3.4:` has no IP address; name servers are given as {ALLOWED}", id="no port"
        ),
        pytest.param(
            "1.2.3.4\0", f"`1.2.3.4\0` has no IP address; name servers are given as {ALLOWED}", id="NUL"
        ),
        pytest.param(
            "１.2.3.4",
            f"`１.2.3.4` has no IP address; name servers are given as {ALLOWED}",
            id="other digits",
        ),
        pytest.param("1.2.3.4:0", "`1.2.3.4:0` has the port 0; ports are 1 to 65535", id="port 0"),
        pytest.param(
            "1.2.3.4:65536", "`1.2.3.4:65536` has the port 65536; ports are 1 to 65535", id="a port too high"
        ),
        pytest.param(
            "tls://dns.example",
            f"`tls://dns.example` has no IP address; name servers are given as {ALLOWED}",
            id="TLS to a name",
        ),
        pytest.param(
            "quic://9.9.9.9",
            f"`quic://9.9.9.9` has the scheme `quic`; name servers are given as {ALLOWED}",
            id="a scheme",
        ),
        pytest.param(
            "https:///dns-query",
            f"`https:///dns-query` has no host; name servers are given as {ALLOWED}",
            id="a URL without a host",
        ),
        pytest.param(
            "tls://9.9.9.9#a..b",
            "`tls://9.9.9.9#a..b` has the name `a..b`; letters, digits, hyphens and dots are allowed",
            id="a name of no host",
        ),
        pytest.param("https://[::1/x", "`https://[::1/x` is not a URL: Invalid IPv6 URL", id="a broken URL"),
    ],
)
def test_other_spellings_say_what_is_allowed(spelling, message):
    with pytest.raises(ServerAddressError) as caught:
        LiveResolver([spelling])
    assert str(caught.value) == message


def test_https_without_its_client_names_the_extra(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ServerAddressError) as caught:
        parse_server("https://dns.example/dns-query")
    assert str(caught.value) == (
        "`https://dns.example/dns-query` needs an HTTP/2 client; install the extra mailcheck-cli[doh]"
    )


def test_https_is_kept_as_a_url(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: object())
    server = parse_server("https://dns.example/dns-query")
    assert server == Server("https", "dns.example", 443, url="https://dns.example/dns-query")
    assert server.label == "https://dns.example/dns-query"


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        pytest.param("nameserver 9.9.9.9\nnameserver ::1\n", ["9.9.9.9", "::1"], id="two"),
        pytest.param(
            "# nameserver 1.1.1.1\n; x\nsearch a.example\noptions ndots:5\nnameserver\t9.9.9.9 x\n",
            ["9.9.9.9"],
            id="what else stands there",
        ),
        pytest.param("nameserver 9.9.9.9\nnameserver 9.9.9.9\n", ["9.9.9.9"], id="one twice"),
        pytest.param(
            "nameserver\nnameserver dns.example\nnameserver ::1%nowhere\n",
            ["127.0.0.1"],
            id="none that is an address",
        ),
        pytest.param("", ["127.0.0.1"], id="nothing"),
    ],
)
def test_resolv_conf_names_the_servers(tmp_path, text, hosts):
    file = tmp_path / "resolv.conf"
    file.write_text(text)
    assert [server.host for server in system_servers(file)] == hosts


def test_without_resolv_conf_the_local_host_is_asked(tmp_path):
    assert system_servers(tmp_path / "none") == (Server("udp", "127.0.0.1", 53),)


def test_the_system_is_asked_when_nobody_is_named(monkeypatch):
    monkeypatch.setattr(addresses, "system_servers", lambda: ("the system's",))
    assert servers([]) == ("the system's",)
    assert servers(["9.9.9.9", "9.9.9.9"]) == (Server("udp", "9.9.9.9", 53),)
