"""Throw-away keys for the tests of DKIM, in base64, and how to put a record into a zone."""

RSA = (  # 2048 bits, SubjectPublicKeyInfo
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAzGTa6p92PE0telpAQOH8lwUzjkMvk5J4R6EBqmLOXTKSxyhl7BoXoTpq"
    "Fh2UPE+mKA8nOBgwm7Gq+vv6rHhRQd7cc5mAjhOWAj0hNuFPYYVe3nM9Hh1xVFKQepLAPXZAkD1WuorDuYB5XpKcp90UG0imEBFS"
    "iy/3m23sXl6S1IenDYWS3XC4112tkcnPbR1iSVIgQ6DMFM9kBJ0qOSPoSmkgXsDa/TXwJnmldoc+tp8xzneHia4k6VHP+36mYm45"
    "R5rrYRCYDS5OSL2WABCktXj5rjQwTF0Kxj/B4PjtqOoanxPSV0SfXv3OcuIqSaLYJUgbTPb+JOAhHoUjWYipxQIDAQAB"
)
PKCS1 = (  # the same key as RSAPublicKey
    "MIIBCgKCAQEAzGTa6p92PE0telpAQOH8lwUzjkMvk5J4R6EBqmLOXTKSxyhl7BoXoTpqFh2UPE+mKA8nOBgwm7Gq+vv6rHhRQd7c"
    "c5mAjhOWAj0hNuFPYYVe3nM9Hh1xVFKQepLAPXZAkD1WuorDuYB5XpKcp90UG0imEBFSiy/3m23sXl6S1IenDYWS3XC4112tkcnP"
    "bR1iSVIgQ6DMFM9kBJ0qOSPoSmkgXsDa/TXwJnmldoc+tp8xzneHia4k6VHP+36mYm45R5rrYRCYDS5OSL2WABCktXj5rjQwTF0K"
    "xj/B4PjtqOoanxPSV0SfXv3OcuIqSaLYJUgbTPb+JOAhHoUjWYipxQIDAQAB"
)
RSA2 = (  # another one of 2048 bits
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEArrFUf+KBsDGJh3nRKuMz8riyi++V9Z1qwCGYeoTonrW9nvwp2gIYip8L"
    "M58peAEqLNv6RwRr6kR3Mj0SJYqNLmudDEoIuUEjyjbOsejgM3eIdZGbIKnfHmgLx29qLm81UyDpu8Fq25fHVhh4znsQ8tXP3pHu"
    "PkROlzFuF5ucxSECMz7uzZyiHAkDRkFsv41zXimMmReRkXguDg/xi+5rw0vJ4rlssWcDUEHT7IgobRYL8plQq832MX63//+eqBCE"
    "/pIcBGxLOM9LKbrGeCTxO1yaJ9UWySrOffqbG7BOTfE9s5mvUN+znBBsdfrTpArft0H2GeXkqC+WpYTDVAiUbwIDAQAB"
)
RSA1024 = (
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCVdBjiZ41XGxuoL+MrQKeoXPgvQWp00IjVTrqbMqPi8cMejhNEo2ZhGSlN4gPV"
    "LMsxqj5yMCTu9v3ZZGkVWFRyuNJ9BPldn/rRPXrQzowTOJmRdzG/SU5DlzRP9jJ0+/VW7uWqth7q5aJ/6+8lbyk4gbFswYF8Q0LW"
    "Itu8YWn0TwIDAQAB"
)
RSA768 = (
    "MHwwDQYJKoZIhvcNAQEBBQADawAwaAJhAM1IB9h8Ui404lU5+mzIdpxKGvX83ujYE3qRwXrGGHBG+LorJAvr3peOj7nGXUKWr2zC"
    "9Ck+cULJV5nvDAElVCfUIJWdT9nmq+PVPBYo6A7aAa47MsUl1Iq2NNqAVY08QQIDAQAB"
)
PRIV = (  # an RSA private key of 512 bits, PKCS#1
    "MIIBOgIBAAJBAMY/+0UMsqtBYV3OWGBkFpkwMUzZfnueA2NFkqSPTNpebbtE2titQ3gMDhECDhsmocyqpUuVqrn02FS59yW+e6sC"
    "AwEAAQJAOaUA+uLmUMWB+jS1ndF8gK5yp1XWYTtg4MyqBw9j2Vp4qGaejgiOnq2tnxuCNIsgFv6H9d/o9o/7YbuFxvN2gQIhAOP/"
    "o6ppqjC2oXHHtH2utut9VMtqnhmT1xeyQrYybfnVAiEA3pkIfAgsLDyhQZ9fmhhttyQmXLiqodPjC9et9sLT338CIQCKbTWDS7Am"
    "71tJ54QwIpmwlGGdN1hSEy6ulm5mjGu1GQIgNPcg57JiIFyE2kJ70wTBBnTZk/J013C9c5HsWOze0S0CIGwDKP2WDVnUGH0hXHDP"
    "pbqO15LtvTkTN/Nh3nvBNDIh"
)
RSA5120 = (
    "MIICojANBgkqhkiG9w0BAQEFAAOCAo8AMIICigKCAoEAuLWUtuKzkLh5c0Hdw33jeRiULZZ279HUhpK1sC9uAPP5/uv6LWCOqJZJ"
    "jTzfhsEZ8AsXwX3tihfAzSE166cgPx7isQunnd2g7ln6eC+3olTY/x5TW93xXwS4SuD0Ba7hRh+kemfInb401m73/aa19dXgT0F7"
    "hPT7VTTu5wIBWFFzEqzLtR9tXVEwAuj/ghy6jYrcioqVeeiQnWO2mgXc/a7hpqgnTDIycY8Ur6E36mN+90GRQiKS+BxYD5baJrkH"
    "KQGnfkqD+zjqf8idFIjR4WMv/0H1cpQSUZrv9BFDUJ/ZnRBUfLGq4JbJh3snnuSTjhSCN1t4YkxMBJYVfWYREwwlh6eWN4DJwpLZ"
    "KsdZVDpyfSTX7JJXJovvYTcL8VINFJ0LzS8tuadI+2ta2QegfCl7f7MF25BfbDpcFhAkr1XYAFGBkRyZ55+KHTyaapCWMjx1aMCg"
    "SZ+gudrQSIUChxqWlguvKFSm0sNAFxqkXd72jVpbjiqWo1IJmhPfsAktQuoF96jg61HuJCkqH9VwzT0S7TSfRq8KEHTON98A2dkA"
    "HrLFJQqxC8b9v3u7Hsa8YTL0MZBuzJetyT1tOMcjWXTccrOOloxwrP2r/Hozkix7puianxz2u94FIurdQfqhxW5T9tfM+0KFECwC"
    "MzBOH2cW6lsbKd86JSaBaHW8I4S9RlBIaY8SuRMrpUQKwNo8VMdI1WFH1BK9CV6Q5ctO6MaMmhTwIF27zXUVbxybqJvh0Uv9bSTk"
    "VAMmUDVOu7IXXlaIpg7yEf6RhxEMHja4y1mB8XBUvok14iH32wF+hiPZdeSZ2fvWawqyBNkjyiL6JdnCfg2zVLkC6mZv4UdiAQID"
    "AQAB"
)
RSAE3 = (  # 2048 bits, exponent 3
    "MIIBIDANBgkqhkiG9w0BAQEFAAOCAQ0AMIIBCAKCAQEA3EFc7anZXge0t1OLMcTJ6Mlr3DZIFQqfMymi48WxtPbqIo11quDhWIXI"
    "WcjKgOSrnmHqxwYACAE1YzTGSt51xfs8nRsH1eH46ORXnPhN/LjPvWsT1PlGFylF0nYuH7181id1As365YpyJHyq+B6RsI7VPdCI"
    "a4WtCsamkCoY0IQ9Nm4b4CKxDMrFRF5Ea7j+wLIrJTB6xglFnHlaLF502bUyujbF43ewiA8Bgwn5qAb8HcNddZf2mkbx2WKDdJXf"
    "mPJSY4B4hvblVrGuuMq1CrWNn8+RVksq5RNoKnBfvFYS9XmNckJcYslzuSmOaDRKLaPd/+zf3TmmwopO6bKoSwIBAw=="
)
ED = "n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="  # the 32 octets
EDSPKI = (
    "MCowBQYDK2VwAyEAn10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="  # the same key as SubjectPublicKeyInfo
)
ED2 = "41Z9xJp3slPW8x5vKm2dekc2dSPDz6H4Nu3BmXIYyVQ="  # another one
EC = (  # on the curve P-256
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEe7af01lLYGyBV3e5ePC+nIDBNJw84e1JA7+Y+6B/Hwr2MvEDU23IcgbBNnNlD5bz"
    "1ln4ohDLi3cpDMiWEPvEyA=="
)

GOOD = f"v=DKIM1; h=sha256; k=rsa; p={RSA}"  # what opendkim-genkey writes
ED_GOOD = f"v=DKIM1; k=ed25519; p={ED}"


def txt(text: str, owner: str = "main1._domainkey") -> str:
    """Return a zone entry for *text*, whatever characters it has."""
    octets = text.encode("utf-8", "surrogateescape")
    cuts = [octets[start : start + 255] for start in range(0, len(octets) or 1, 255)]
    return f"{owner} TXT " + " ".join(f'"{"".join(map(_written, cut))}"' for cut in cuts)


def _written(octet: int) -> str:
    return chr(octet) if 0x20 <= octet < 0x7F and chr(octet) not in '"\\' else f"\\{octet:03d}"
