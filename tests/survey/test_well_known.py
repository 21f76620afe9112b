"""The names that are known beforehand: of providers' records, and of selectors that are usual."""

import pytest

from mailcheck.survey.dkim import WELL_KNOWN
from mailcheck.survey.spf.providers import PROVIDERS, provider

INCLUDED = """\
_spf.google.com Google Workspace
_spf.mailersend.net MailerSend
_spf.mx.cloudflare.net Cloudflare Email Routing
_spf.protonmail.ch Proton Mail
_spf.salesforce.com Salesforce
_spf.yandex.net Yandex
amazonses.com Amazon SES
mail.zendesk.com Zendesk
mailgun.org Mailgun
mx.ovh.com OVHcloud
secureserver.net GoDaddy
sendgrid.net SendGrid
servers.mcsv.net Mailchimp
spf.brevo.com Brevo
spf.improvmx.com ImprovMX
spf.mailjet.com Mailjet
spf.mandrillapp.com Mailchimp Transactional
spf.messagingengine.com Fastmail
spf.mtasv.net Postmark
spf.protection.outlook.com Microsoft 365
spf.sendinblue.com Brevo
zoho.com Zoho Mail
zoho.eu Zoho Mail
zohomail.com Zoho Mail
zohomail.eu Zoho Mail
"""


@pytest.mark.parametrize("line", INCLUDED.splitlines())
def test_a_provider_is_known_by_what_its_customers_include(line: str) -> None:
    name, _, who = line.partition(" ")
    assert provider(name) == who
    assert provider(f"x.{name}") == ""


def test_no_other_provider_is_known() -> None:
    assert len(PROVIDERS) == len(INCLUDED.splitlines())


def test_these_selectors_are_guessed_in_this_order() -> None:
    assert " ".join(WELL_KNOWN) == (
        "default dkim mail email smtp main mx google selector1 selector2 s1 s2 s1024 s2048 k1 k2 k3 key1 "
        "key2 dkim1 dkim2 fm1 fm2 fm3 protonmail protonmail2 protonmail3 sig1 zoho zmail mandrill mailjet pm "
        "20230601 krs smtpapi scph0920 amazonses turbo-smtp cm hs1 hs2 mte1 mte2 everlytickey1 everlytickey2"
    )
