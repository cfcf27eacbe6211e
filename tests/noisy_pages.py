"""Pages built from known paragraphs and random noise, and what a reader sees of a stretch of one."""

import html
import re
from random import Random

from hypothesis import strategies as st

from index.types import Page, Span

SENTENCES = (
    "The harbour authority of Vell said on Monday that 14 ships had left before the storm.",
    "Dr. Wenke Aalto, who leads the U.S. branch, told reporters that costs rose by 3.5 per cent.",
    "“We count doors & trucks,” said Anneke Roos, the chief executive of Kestrel Freight.",
    "It was cleared in the 1990s.",
    "Nobody was hurt, the coastguard's spokesman added, and the port opened again at 6 a.m. on Friday.",
    "Booking.com and Node.js are named in the report, which costs £96m a year to write.",
    "Why did the second engine fail?",
    "A guarantor with that badge answers the question of compliance for the ministry.",
    "The price is < 8 euros a kilo, and > 7 according to the exchange at Norrvik.",
    "他预计，明年年中价格还会再降一成。",
    "Skarrow Line's director — Hugh Pennick, 61 — said no decision had been taken.",
)
ZERO_WIDTH = "\u200b\u200c\u2060\ufeff\u00ad\u200e"
_FRAME = ("Home > News > Coast", "Subscribe | Log in", "[Ad] Boots for the coast path, 30% off")
_AFTER = ("Most read", "Rovers fans vent", "Comments (2)", "tarnlad: glad it was fewer")


def folded(text: str) -> str:
    """Return `text` without white space and characters that nobody sees."""
    return re.sub(rf"[\s{ZERO_WIDTH}]+", "", text)


def visible(page: Page, span: Span) -> str:
    """Return what a reader sees of a stretch of one of the pages made here, folded."""
    text = page.text[span.start : span.end]
    if page.media == "html":
        text = re.sub(
            r"<!--.*?-->|<script>.*?</script>|<i hidden>.*?</i>", "", text, flags=re.DOTALL
        )
        text = html.unescape(re.sub(r"<[a-zA-Z/](?:\"[^\"]*\"|[^>\"])*>", "", text))
    if page.media == "markdown":
        text = re.sub(
            r"<!--.*?-->|\]\(/(?:a\(b\)c|x)\)|^(?:>|-|1\.|#) |^===|\\(?=[<>&])",
            "",
            text,
            flags=re.MULTILINE,
        )
        text = html.unescape(re.sub(r"[\[*_`]", "", text))
    return folded(text)


def _paragraphs(random: Random) -> list[list[str]]:
    """Two to six paragraphs, each a list of words and, between them, of the gaps on the page."""
    found = []
    for _ in range(random.randint(2, 6)):
        pieces: list[str] = []
        for sentence in random.sample(SENTENCES, random.randint(2, 4)):
            for word in sentence.split(" "):
                pieces += [word, random.choice(_GAPS)]
            pieces[-1] = random.choice((" ", " ", "", "\u00a0", "  ", "\u200b "))
        found.append(pieces[:-1])
    return found


_GAPS = (" ", " ", " ", " ", "  ", "\u00a0", "\u200b ", " \u00ad")
_SEEDS = st.integers(0, 2**32).map(Random)


def _text(random: Random) -> Page:
    body = ["".join(pieces) for pieces in _paragraphs(random)]
    end = random.choice(("\n", "\r\n"))
    front = random.sample(_FRAME, random.randint(0, 3))
    after = _AFTER[: random.randint(0, 4)]
    gap = end * random.randint(1, 3)
    return Page("text:made", gap.join([*front, "Ferry runs aground", *body, *after]), "text")


def _markdown(random: Random) -> Page:
    parts = [random.choice(("# Ferry runs aground", "Ferry runs aground\n==="))]
    for pieces in _paragraphs(random):
        marked = [_marked(random, w) if i % 2 == 0 else w for i, w in enumerate(pieces)]
        parts.append(random.choice(("", "", "> ", "- ", "1. ")) + "".join(marked))
    front = random.choice(("", "---\ntitle: Ferry\ndate: 2024-03-14\n---\n"))
    return Page("text:made", front + "\n\n".join(parts) + "\n", "markdown")


def _marked(random: Random, word: str) -> str:
    word = re.sub(r"[<>]", r"\\\g<0>", word.replace("&", "&amp;"))
    inner = re.fullmatch(r"([\w-]+)([.,]?)", word)
    if inner is None or random.randrange(6):
        return word
    forms = (
        "**{}**",
        "*{}*",
        "_{}_",
        "[{}](/a(b)c)",
        "`{}`",
        "<!-- no -->{}",
        "[*{}*](/x)",
    )
    return random.choice(forms).format(inner[1]) + inner[2]


def _html(random: Random) -> Page:
    parts = ["<h1>Ferry runs aground in the Sound</h1>"]
    for pieces in _paragraphs(random):
        inside = "".join(
            _wrapped(random, w) if i % 2 == 0 else w.replace("\u00a0", "&nbsp;")
            for i, w in enumerate(pieces)
        )
        form = random.choice(("<p>{}</p>", "<p>{}", "<div><p class='hidden'>{}</p></div>"))
        parts.append(form.format(inside))
    nav = "<nav><a href='/'>Home</a> <a href='/news'>News</a></nav>"
    tag = random.choice(("article", "div", "main"))
    body = random.choice(("", "\n", "<br>")).join(parts)
    return Page(
        "https://courier.example/a",
        f"<!doctype html><title>Ferry</title><body>{nav}<{tag}>{body}</{tag}></body>",
        "html",
    )


def _wrapped(random: Random, word: str) -> str:
    word = "".join(_spelled(random, c) for c in word)
    if random.randrange(7):
        return word
    forms = (
        "<b>{}</b>",
        '<a href="/x?a=1&amp;b=2" title="a > b">{}</a>',
        "<!-- <p>no -->{}",
        "{}<script>if (a < b) {{ c() }}</script>",
        "<i hidden>not for <b>readers</b></i>{}",
        '<span class="hidden" style="overflow:hidden">{}</span>',
    )
    return random.choice(forms).format(word)


def _spelled(random: Random, c: str) -> str:
    if c in "&<>":
        return html.escape(c)
    if random.randrange(40):
        return c
    return random.choice((c, f"&#{ord(c)};", f"&#x{ord(c):X};", c + random.choice(ZERO_WIDTH)))


text_pages = _SEEDS.map(_text)
"""Pasted pages: paragraphs in a frame of menus, lists and comments."""

markdown_pages = _SEEDS.map(_markdown)
"""Markdown with front matter, emphasis, links, quotations, lists and comments."""

html_pages = _SEEDS.map(_html)
"""HTML with entities, inline elements, comments, scripts and hidden text."""
