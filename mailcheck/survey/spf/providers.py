"""Mail providers that are certain from the name that an SPF record includes."""

# Names that the providers' own instructions tell their customers to include.
PROVIDERS = {
    "_spf.google.com": "Google Workspace",
    "_spf.mailersend.net": "MailerSend",
    "_spf.mx.cloudflare.net": "Cloudflare Email Routing",
    "_spf.protonmail.ch": "Proton Mail",
    "_spf.salesforce.com": "Salesforce",
    "_spf.yandex.net": "Yandex",
    "amazonses.com": "Amazon SES",
    "mail.zendesk.com": "Zendesk",
    "mailgun.org": "Mailgun",
    "mx.ovh.com": "OVHcloud",
    "secureserver.net": "GoDaddy",
    "sendgrid.net": "SendGrid",
    "servers.mcsv.net": "Mailchimp",
    "spf.brevo.com": "Brevo",
    "spf.improvmx.com": "ImprovMX",
    "spf.mailjet.com": "Mailjet",
    "spf.mandrillapp.com": "Mailchimp Transactional",
    "spf.messagingengine.com": "Fastmail",
    "spf.mtasv.net": "Postmark",
    "spf.protection.outlook.com": "Microsoft 365",
    "spf.sendinblue.com": "Brevo",
    "zoho.com": "Zoho Mail",
    "zoho.eu": "Zoho Mail",
    "zohomail.com": "Zoho Mail",
    "zohomail.eu": "Zoho Mail",
}


def provider(name: str) -> str:
    """Return whose record stands at *name*, empty where that is not certain."""
    return PROVIDERS.get(name, "")
