from email.message import EmailMessage

import pytest
from made_files import MADE, MESSAGE, SAVED_PAGE

from index.clean import clean
from index.glossary import load
from index.read import read


@pytest.fixture
def reading(tmp_path):
    def reads(name, data):
        (tmp_path / name).write_bytes(data)
        return list(read(tmp_path / name))

    return reads


def test_the_html_of_a_message_and_who_sent_it(reading, tmp_path):
    (page,) = reading("letter.eml", MESSAGE)
    article = clean(page, load(tmp_path / "none.toml"))
    assert article.title == "Ferry returns"
    assert article.outlet == "The Tide Täble"
    assert (article.published or "").startswith("2024-05-03")
    assert "The ferry to Skårö returned to service on Friday" in article.text
    assert "after repairs" in article.text
    assert "plain words" not in page.text
    assert page.origin == (tmp_path / "letter.eml").as_uri()


def test_a_message_of_plain_text(reading):
    message = EmailMessage()
    message["From"], message["Subject"] = "news@tide.example", "Ferry < returns"
    message.set_content(
        "Die Fähre fährt wieder.\n\nAm Freitag.", charset="iso-8859-1", cte="base64"
    )
    (page,) = reading("a.eml", message.as_bytes())
    assert "<p>Die Fähre fährt wieder.</p>\n<p>Am Freitag.</p>" in page.text
    assert 'site_name" content="tide.example"' in page.text
    assert "<title>Ferry &lt; returns</title>" in page.text


def test_html_that_is_only_a_picture_gives_way_to_the_text(reading):
    message = EmailMessage()
    message["Subject"] = "A"
    message.set_content("The ferry returned on Friday.")
    message.add_alternative('<style>p {}</style><img src="a.png">', subtype="html")
    message.add_attachment("Not this.", filename="terms.txt")
    (page,) = reading("a.eml", message.as_bytes())
    assert "The ferry returned on Friday." in page.text
    assert "Not this" not in page.text


def test_a_mailbox(reading):
    first, second = reading("box.mbox", MADE["letters.mbox"])
    assert first.origin.endswith("/box.mbox#one@tide.example")
    assert first.text == second.text


@pytest.mark.parametrize(
    ("name", "data", "complaint"),
    [
        ("a.eml", b"\n\nNo headers here.", "is no e-mail"),
        ("a.eml", b"Subject: A\n\n", "is a message without text"),
        ("a.eml", b"", "is empty"),
        ("a.mbox", b"Subject: A\n\nwords", "has no messages in it"),
        ("a.mht", b"Subject: A\nMIME-Version: 1.0\n\nwords", "holds no web page"),
    ],
)
def test_what_is_no_message(reading, name, data, complaint):
    (failed,) = reading(name, data)
    assert complaint in failed.reason


@pytest.mark.parametrize("name", ["saved.mht", "saved.mhtml", "saved.txt"])
def test_a_saved_web_page(reading, name):
    (page,) = reading(name, SAVED_PAGE)
    assert page.origin == "https://ledger.example/saved"
    assert page.text.startswith("<!DOCTYPE html>")
    assert "in the café on Thursday" in page.text


def test_headers_that_cannot_be_decoded(reading):
    broken = MESSAGE.replace(b"=?utf-8?b?RmVycnkgcmV0dXJucw==?=", b"=?utf-8?b?a?= =?no\0such?q?b?=")
    broken = broken.replace(b"charset=iso-8859-1", b"charset=no\0such")
    (page,) = reading("a.eml", broken.replace(b"<news@tide.example>", b"(" * 2000))
    assert "returned to service on Friday" in page.text
