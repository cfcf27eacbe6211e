import gzip
import io
import os
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from made_files import FEED, MADE, STORY, WORD

from index.decode import SIZE_LIMIT
from index.errors import ReadError, UsageError
from index.fetch import canonical, fetch
from index.read import read, read_text
from index.robots import Robots
from index.types import Outcome, Page

PARAGRAPH = "The mayor opened the new bridge on Monday.\n"


def one(source, **options):
    found = list(read(source, **options))
    assert len(found) == 1
    return found[0]


def reason(source, **options):
    outcome = one(source, **options)
    assert isinstance(outcome, Outcome)
    assert outcome.status == "failed"
    return outcome.reason


def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


# Files and folders


def test_file(tmp_path):
    path = write(tmp_path / "bridge report.txt", PARAGRAPH)
    page = one(path)
    assert page == Page(path.as_uri(), PARAGRAPH, "text")
    assert page.origin.endswith("/bridge%20report.txt")
    assert one(str(path)) == page


def test_one_file_has_one_origin(tmp_path, monkeypatch):
    path = write(tmp_path / "a" / "story.txt", PARAGRAPH)
    (tmp_path / "link.txt").symlink_to(path)
    monkeypatch.chdir(tmp_path)
    origins = {
        one(source).origin
        for source in ("a/story.txt", "./a/../a/story.txt", Path("a/story.txt"), "link.txt")
    }
    assert origins == {path.as_uri()}


@pytest.mark.parametrize("source", ["missing.txt", Path("missing.txt"), "a sentence, not a path."])
def test_missing_path(source):
    with pytest.raises(UsageError, match=rf"^There is no file or folder called {source}\.$"):
        read(source)


def test_nothing():
    with pytest.raises(UsageError, match="Nothing was given"):
        read(" ")


def test_name_with_nul_is_missing():
    with pytest.raises(UsageError, match="no file or folder"):
        read("story\0.txt")


@pytest.mark.parametrize(
    ("name", "media"),
    [("a.MD", "markdown"), ("a.markdown", "markdown"), ("a.htm", "html"), ("a.text", "text")],
)
def test_media_by_suffix(tmp_path, name, media):
    assert one(write(tmp_path / name, "<html><p>Words.")).media == media


def test_media_by_content_for_another_suffix(tmp_path):
    assert one(write(tmp_path / "saved", "\n<!DOCTYPE html><p>Words.")).media == "html"
    assert one(write(tmp_path / "story.log", "if a < b and b > c")).media == "text"


def test_folder(tmp_path):
    write(tmp_path / "b.txt", "b")
    write(tmp_path / "a.md", "a")
    write(tmp_path / "deep" / "er" / "c.XHTML", "<p>c")
    for passed_over in (".hidden.txt", ".git/d.txt", "photo.jpg", "report.odt", "script.py"):
        write(tmp_path / passed_over, "not wanted")
    (tmp_path / "deep" / "loop").symlink_to(tmp_path)
    (tmp_path / "same.txt").symlink_to(tmp_path / "b.txt")
    assert [page.text for page in read(tmp_path)] == ["a", "b", "<p>c"]


def test_empty_folder(tmp_path):
    assert list(read(tmp_path)) == []


def test_one_bad_file_does_not_stop_the_others(tmp_path):
    write(tmp_path / "a.txt", "first")
    bad = write(tmp_path / "b.txt", "  \n\t ")
    (tmp_path / "c.txt").symlink_to(tmp_path / "nowhere.txt")
    write(tmp_path / "d.txt", "last")
    first, empty, dangling, last = read(tmp_path)
    assert (first.text, last.text) == ("first", "last")
    assert empty == Outcome(bad.as_uri(), "failed", reason=f"{bad} is empty.")
    assert "c.txt cannot be read" in dangling.reason


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\n", "is empty"),
        (b"%PDF-1.7\n%...", "is a PDF that cannot be read"),
        (b"PK\x03\x04\x14\0", "cannot be unpacked"),
        (b"\x89PNG\r\n\x1a\n", "is an image"),
        (b"\xff\xd8\xff\xe0", "is an image"),
        (b"words \0\0\0\1\2 words", "looks like a binary file, not text"),
        (bytes(range(256)) * 20, "looks like a binary file, not text"),
    ],
)
def test_refused(tmp_path, data, complaint):
    assert complaint in reason(write(tmp_path / "page.txt", data))


def test_too_big(tmp_path):
    path = write(tmp_path / "big.txt", "x")
    os.truncate(path, 50_000_000)
    assert "is 50 MB; the limit is 20 MB: split it or save the text only" in reason(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_pipe_and_device_do_not_hang(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    assert "is a device or a pipe" in reason(tmp_path / "pipe.txt")
    assert "is a device or a pipe" in reason("/dev/zero")
    assert "is a device or a pipe" in next(read(tmp_path)).reason


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="needs a user who can be refused"
)
def test_no_permission(tmp_path):
    path = write(tmp_path / "locked.txt", "x")
    path.chmod(0)
    write(tmp_path / "closed" / "x.txt", "x").parent.chmod(0)
    try:
        assert "check it and its permissions" in reason(path)
        assert [type(found) for found in read(tmp_path)] == [Outcome, Outcome]
    finally:
        (tmp_path / "closed").chmod(0o700)


def test_name_that_is_not_text(tmp_path):
    path = tmp_path / os.fsdecode(b"caf\xe9.txt")
    try:
        write(path, "")
    except OSError:
        pytest.skip("this file system takes no such name")
    outcome = one(path)
    assert outcome.reason.isprintable()
    assert outcome.reason.encode()
    assert outcome.origin.endswith("/caf%E9.txt")


def test_standard_input(monkeypatch):
    def give(data):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        return one("-")

    page = give(b"<html><p>Caf\xe9 r\xe9sum\xe9 d\xe9j\xe0 vu")
    assert (page.text, page.media) == ("<html><p>Café résumé déjà vu", "html")
    assert page.origin == read_text(page.text).origin
    assert give(b"").reason == "The standard input is empty."
    assert "is 21 MB" in give(b"x" * (SIZE_LIMIT + 5)).reason


# Text


def test_text():
    page = one("Bridge opens\r\n\r\nThe mayor came.\rAll saw it.\n")
    assert page.text == "Bridge opens\n\nThe mayor came.\nAll saw it.\n"
    assert page.media == "text"
    assert page.origin.startswith("text:")
    assert len(page.origin) == len("text:") + 16
    assert read_text(page.text) == page
    assert one("word " * 80).text == "word " * 80


def test_text_that_begins_with_an_address_is_text():
    assert one("https://example.com/story\n\nThe mayor came.").media == "text"


def test_pasted_html():
    assert read_text("<p>One</p><p>Two</p><p>Three</p>").media == "html"
    assert read_text("1 <b> 2" + " words" * 5000).media == "text"


def test_origin_of_text():
    assert read_text("x", "HTTPS://Example.com/a#b").origin == "https://example.com/a"
    assert read_text("x", "notes.md").media == "markdown"


def test_text_has_neither_nul_nor_lone_surrogate():
    page = read_text("a\0b \ud83d\ude00 \ud800 \udc00\ufeff")
    assert page.text == "a\ufffdb 😀 \ufffd \ufffd\ufeff"
    assert page.text.encode()


def test_empty_text():
    with pytest.raises(ReadError, match="The text is empty"):
        read_text(" \n")
    assert "The text is empty" in reason("\n")


# Encodings

NEWS = {
    "cp1252": "Die Bürger von Köln wählten am Montag – nach „langem“ Streit – einen Präsidenten.",
    "gb18030": "市长星期一宣布新大桥正式通车，市民反应热烈。",
    "shift_jis": "東京都は月曜日、新しい橋を開通させたと発表した。",
    "cp1251": "Мэр в понедельник открыл новый мост после трёх лет задержек.",
}


@pytest.mark.parametrize("encoding", NEWS)
def test_encoding_is_found(tmp_path, encoding):
    page = one(write(tmp_path / "a.txt", NEWS[encoding].encode(encoding)))
    assert page.text == NEWS[encoding]
    assert "�" not in page.text


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_mark(tmp_path, mark):
    page = one(write(tmp_path / "a.txt", "Köln 新闻\r\n".encode(mark)))
    assert page.text == "Köln 新闻\n"
    assert page.encoding.startswith(mark[:6].rstrip("-"))


@pytest.mark.parametrize(
    ("label", "encoding"),
    [
        ("iso-8859-1", "cp1252"),
        ("GB2312", "gb18030"),
        ("x-sjis", "shift_jis"),
        ("windows-1251", "cp1251"),
    ],
)
def test_meta_charset(tmp_path, label, encoding):
    head = f'<html><meta http-equiv="Content-Type" content="text/html; charset={label}"><p>'
    short = NEWS[encoding][:12]  # too little to guess from
    page = one(write(tmp_path / "a.html", head.encode() + short.encode(encoding)))
    assert page.text == head + short


@pytest.mark.parametrize("label", ["no-such-thing", "rot13", "unicode_escape", "utf-16", "hex"])
def test_meta_charset_that_is_wrong(tmp_path, label):
    text = f'<meta charset="{label}"><p>' + NEWS["cp1252"]
    assert one(write(tmp_path / "a.html", text)).text == text
    assert one(write(tmp_path / "b.html", text.encode("cp1252"))).text == text


def test_iso_2022_is_not_taken_for_ascii(tmp_path):
    text = '<meta charset="iso-2022-jp"><p>' + NEWS["shift_jis"]
    assert one(write(tmp_path / "a.html", text.encode("iso-2022-jp"))).text == text


def test_a_damaged_byte_does_not_change_the_encoding(tmp_path):
    data = NEWS["gb18030"].encode() + b"\xff" + NEWS["cp1251"].encode()
    page = one(write(tmp_path / "a.txt", data))
    assert page.text == NEWS["gb18030"] + "\ufffd" + NEWS["cp1251"]
    assert page.encoding == "utf-8"


def test_a_single_nul_is_replaced(tmp_path):
    assert one(write(tmp_path / "a.txt", PARAGRAPH * 20 + "\0")).text.endswith("\n\ufffd")


# The web


def test_canonical():
    assert canonical("HTTP://User:pw@EXAMPLE.com:80") == "http://example.com/"
    assert canonical(" http://example.com/?utm_source=x ") == "http://example.com/"
    assert (
        canonical("https://example.com:443/a/B?utm_source=x&id=1&UTM_Medium=&fbclid#top")
        == "https://example.com/a/B?id=1"
    )
    assert canonical("https://example.com:8443/?b=2&a=%2F") == "https://example.com:8443/?b=2&a=%2F"
    assert canonical("http://münchen.de/ä") == "http://xn--mnchen-3ya.de/%C3%A4"
    assert canonical("http://[::1]:8/x") == "http://[::1]:8/x"


@pytest.mark.parametrize("address", ["ftp://example.com/a", "file:///etc/passwd", "https://"])
def test_not_a_web_address(address):
    with pytest.raises(UsageError, match="is not a web address"):
        canonical(address)


class Site(BaseHTTPRequestHandler):
    """Each path is one way for a page to be."""

    stop: threading.Event
    seen: list[str]
    asked: list[str]
    robots = b""

    def do_GET(self):
        if self.path == "/robots.txt":
            self.asked.append(self.headers["User-Agent"])
            return self.reply(self.robots, 200 if self.robots else 404, "text/plain")
        self.seen.append(self.path)
        name = self.path.partition("?")[0].strip("/").replace("-", "_")
        getattr(self, f"page_{name.replace('.', '_')}")()

    def reply(self, body=b"", status=200, kind="text/html", **headers):
        self.send_response(status)
        if kind:
            self.send_header("Content-Type", kind)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def page_story(self):
        self.reply(f"<p>{self.headers['User-Agent']}".encode())

    def page_moved(self):
        self.reply(status=301, Location="/story?utm_source=feed&id=1")

    def page_loop(self):
        self.reply(status=302, Location="/loop")

    def page_inward(self):
        self.reply(status=302, Location=f"http://127.0.0.1:{self.server.server_port}/story")

    def page_away(self):
        self.reply(status=302, Location="ftp://example.com/")

    def page_missing(self):
        self.reply(b"<p>no", status=404)

    def page_paywall(self):
        self.reply(status=403)

    def page_feed(self):
        self.reply(FEED.encode(), kind="application/rss+xml; charset=utf-8")

    def page_xml(self):
        self.reply(FEED.encode(), kind="text/xml")

    def page_records(self):
        self.reply(MADE["articles.json"], kind="application/json")

    def page_pdf(self):
        self.reply(STORY, kind="application/pdf")

    def page_word(self):
        self.reply(WORD, kind="application/octet-stream")

    def page_story_docx(self):
        self.page_word()

    def page_empty(self):
        self.reply()

    def page_image(self):
        self.reply(b"\x89PNG", kind="image/png")

    def page_disguised(self):
        self.reply(b"%PDF-1.4", kind="text/html")

    def page_plain(self):
        self.reply(b"plain words", kind="text/plain; charset=utf-8")

    def page_untyped(self):
        self.reply(b"<!doctype html><p>words", kind=None)

    def page_header(self):
        text = '<meta charset="utf-8"><p>' + NEWS["shift_jis"]
        self.reply(text.encode("shift_jis"), kind='text/html; charset="Shift_JIS"')

    def page_wrong_header(self):
        text = '<meta charset="utf-8"><p>' + NEWS["gb18030"]
        self.reply(text.encode(), kind="text/html; charset=iso-8859-1")

    def page_gzip(self):
        self.reply(gzip.compress(b"<p>unpacked"), Content_Encoding="gzip")

    def page_damaged(self):
        self.reply(b"not gzip at all", Content_Encoding="gzip")

    def page_bomb(self):
        self.reply(gzip.compress(b" " * (SIZE_LIMIT + 1)), Content_Encoding="gzip")

    def page_brotli(self):
        self.reply(b"\x0b\x02\x80hello\x03", Content_Encoding="br")

    def page_silent(self):
        self.stop.wait()

    def page_dripping(self):
        self.reply(b"<p>")
        while not self.stop.wait(0.02):
            try:
                self.wfile.write(b"drop ")
            except OSError:
                return

    def log_message(self, *_):
        pass


@pytest.fixture
def seen():
    return []


@pytest.fixture
def asked():
    return []


@pytest.fixture
def site(monkeypatch, seen, asked):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    handler = type("Handler", (Site,), {"stop": threading.Event(), "seen": seen, "asked": asked})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as http:
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}"
        handler.stop.set()
        http.shutdown()
        thread.join()


def test_page_from_the_web(site):
    page = one(f"{site}/story?id=1&utm_campaign=x#part", allow_private=True)
    assert page == Page(f"{site}/story?id=1", "<p>newscite/0.1", "html")


def test_redirect(site):
    page = one(f"{site}/moved", allow_private=True)
    assert page.origin == f"{site}/story?id=1"


@pytest.mark.parametrize(
    ("path", "text", "media"),
    [
        ("plain", "plain words", "text"),
        ("untyped", "<!doctype html><p>words", "html"),
        ("gzip", "<p>unpacked", "html"),
        ("header", '<meta charset="utf-8"><p>' + NEWS["shift_jis"], "html"),
        ("wrong-header", '<meta charset="utf-8"><p>' + NEWS["gb18030"], "html"),
    ],
)
def test_kinds_of_page(site, path, text, media):
    page = one(f"{site}/{path}", allow_private=True)
    assert (page.text, page.media) == (text, media)


@pytest.mark.parametrize(
    ("path", "count", "opening"),
    [
        ("feed", 4, "The council of Westport raised the fares"),
        ("xml", 4, "The council of Westport raised the fares"),
        ("records", 2, "The council raised the fares"),
        ("pdf", 1, "The council of Westport raised"),
        ("story.docx", 1, "Fares rise in Westport"),
    ],
)
def test_other_kinds_from_the_web(site, path, count, opening):
    found = list(read(f"{site}/{path}", allow_private=True))
    assert len(found) == count
    assert opening in found[0].text
    assert found[0].origin.startswith((site, "https://ledger.example/"))


def test_a_kind_that_is_not_known_is_not_taken(site):
    assert "is application/octet-stream, which is not read" in reason(
        f"{site}/word", allow_private=True
    )


@pytest.mark.parametrize(
    ("rules", "allowed"),
    [
        (b"User-agent: *\nDisallow: /story", False),
        (b"User-agent: newscite\nDisallow: /", False),
        (b"User-agent: *\nDisallow: /\nAllow: /story", True),
        (b"User-agent: other\nDisallow: /", True),
        (b"<html><p>no rules at all", True),
        (b"\xff\0" * 300, True),
    ],
)
def test_robots_txt_is_respected(monkeypatch, site, seen, rules, allowed):
    monkeypatch.setattr(Site, "robots", rules)
    found = one(f"{site}/story", allow_private=True)
    assert isinstance(found, Page) == allowed
    assert seen == ["/story"] * allowed
    if not allowed:
        assert found.reason == (
            f"{site}/story is not to be fetched by programs, says {site}/robots.txt;"
            " save the page from your browser and add the file."
        )


def test_robots_txt_is_asked_for_once_a_site(site, asked):
    robots = Robots()
    for path in ("story", "plain", "missing"):
        list(read(f"{site}/{path}", allow_private=True, robots=robots))
    assert asked == ["newscite/0.1"]
    list(read(f"{site}/story", allow_private=True))
    assert len(asked) == 2


def test_robots_txt_is_not_asked_for_in_the_local_network(site, asked):
    assert "is inside the local network" in reason(f"{site}/story")
    assert asked == []


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        ("loop", "redirects more than 5 times"),
        ("away", "could not be fetched (ftp://example.com/ is not a web address"),
        ("missing", "answered 404 Not Found; check the address."),
        ("paywall", "answered 403 Forbidden; save the page from your browser"),
        ("empty", "is empty."),
        ("image", "is image/png, which is not read"),
        ("disguised", "is a PDF that cannot be read"),
        ("damaged", "could not be fetched"),
        ("bomb", "is more than 20 MB, the limit"),
        ("brotli", "is packed in a way not asked for"),
    ],
)
def test_pages_that_fail(site, path, complaint):
    outcome = one(f"{site}/{path}", allow_private=True)
    assert outcome.status == "failed"
    assert outcome.origin == f"{site}/{path}"
    assert outcome.reason.startswith(f"{site}/{path} ")
    assert complaint in outcome.reason


@pytest.mark.parametrize("path", ["silent", "dripping"])
def test_slow_page(site, path):
    with pytest.raises(ReadError, match="did not answer in time"):
        fetch(f"{site}/{path}", allow_private=True, seconds=0.2)


def test_nobody_listens(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with socket.socket() as taken:  # bound and not listening: nobody else gets the port
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        assert "could not be fetched" in reason(address, allow_private=True)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://0x7f.1/",
        "http://10.1.2.3/",
        "http://169.254.169.254/latest/",
        "http://[::1]/",
        "http://[::ffff:192.168.0.1]/",
        "http://[fe80::1]/",
        "http://0/",
    ],
)
def test_the_local_network_is_refused(address):
    assert "is inside the local network" in reason(address)


def test_running_server_is_refused_unless_allowed(site):
    assert "allow_private" in reason(f"{site}/story")


@pytest.mark.parametrize("path", ["story", "inward"])
def test_name_that_turns_private_after_the_check(site, seen, monkeypatch, path):
    """The name is public when looked at and loopback when connected to."""
    port = int(site.rpartition(":")[2])
    resolve, answers = socket.getaddrinfo, ["8.8.8.8", "127.0.0.1"] * 2

    def turning(host, *args, **kwargs):
        return resolve(answers.pop(0) if host == "news.test" else host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", turning)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,news.test")
    assert "is inside the local network (127.0.0.1)" in reason(f"http://news.test:{port}/{path}")
    assert seen == [f"/{path}"]


def test_bad_address_is_told_at_once():
    with pytest.raises(UsageError, match="is not a web address"):
        read("http://[::1")
