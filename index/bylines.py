"""Names as pages print them -> who wrote it, who published it, and a title without either.

Cleans what `metadata` and `facts` have found; looks at no page itself.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator

_SPLIT = re.compile(
    r"\s*(?:[;|•·、/＆&\n]|,(?!\s*(?:Jr|Sr|II|III|Ph\.?D|M\.?D)\b)|،|\s(?:and|und|et|och|og|en|with)\s|\s[-–—]\s)\s*"
)
_BY = re.compile(
    r"^(?:(?:posted|written|reported|published|reviewed|words|story|text|analysis|opinion|column|exclusive)\s+)?(?:by|von|par|por|di|door|af|av|przez|oleh|автор|текст)\b\s*[:：]?\s+"
    r"|^(?:authors?|autore?|autora|auteur|reporter|redaktion|作者|记者|記者|文|撰文|编辑|بقلم|كتبت?)\s*[:：/|]?\s*",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"\(?\bvia\b.*|\(?@\w+\)?|\(?[^\s()]+@[^\s()]+\.\w+\)?|https?://\S+|www\.\S+")
_ASIDE = re.compile(r"\s*[(\[（【<][^)\]）】>]*[)\]）】>]?")
_TAIL = re.compile(
    r"(?<=[^\W\d_]{3})\s+(?i:on)$|(?:^|\s+)(?:on|in|at|for|is|about|updated|published|posted|from|of the)\b(?=\s).*$"
    r"|\s+\d.*$|[\s,:.|*–—-]+$"
)
_TITLED = re.compile(
    r"^(?P<name>\S+\s\S+.*?)\s+(?:(?:The )?(?:Associated Press|Reuters|AFP)|(?:(?:Business|News|Staff|Senior|Political|Sports"
    r"|Chief|Science|Technology|Deputy|World|National|Contributing)\s)*(?:Writer|Reporter|Columnist|Correspondent|Editor))$",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"\s*(?:\d|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d|\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:last )?updated|posted on|published(?: on)?)\b)",
    re.IGNORECASE,
)
_ORGANISATION = re.compile(
    r"\b(?:Reuters|AFP|Associated Press|AP|UPI|PTI|ANI|dpa|Xinhua|Bloomberg|News|Press|Media|Times|Post|Business|Network"
    r"|Magazine|Agency|Agencies|Today|International|Online|Digital|Ltd|Inc|LLC)\b|\.\w{2,4}$|^[A-Z]{2,5}$"
)
_ROLE = re.compile(
    r"\b(?:staff|writers?|reporters?|correspondents?|editors?|columnist|contributors?|journalist|photographer|producer|desk"
    r"|team|newsroom|critic|anchor|fellow|analyst|intern|bureau|chief|senior|director|professor|author|admin|administrator|guest|webmaster|unknown|anonymous|null|undefined|none"
    r"|redaktion|redakteurin?|korrespondentin?|rédaction|journaliste|correspondant|redacción|redactora?|corresponsal|periodista"
    r"|redazione|giornalista|redação|repórter|redactie|redaktionen|редакция|корреспондент)\b"
    r"|记者|編集部|编辑部|編輯|记者|通讯员|특파원|기자",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"(?:\w*admin\w*|webmaster|unknown|anonymous|null|undefined|none|n/?a|author|editor|guest|user\d*|staff|root|default|\W*)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-zÀ-ɏ.]+")
_LONGEST = 60
_MOST = 8
"""Names; more are a list of the staff."""


def names(values: Iterable[str], outlet: str | None = None) -> str | None:
    """Return the people that `values` name, "A, B", each once; None if they name nobody.

    Roles, addresses, handles and the outlet itself are no people; an organisation stays where no
    person is named.
    """
    found: dict[str, str] = {}
    for name in (name for value in values for name in _named(value)):
        key = plain(name)
        if outlet and key in (plain(outlet), plain(outlet.removeprefix("The "))):
            continue
        held = next((k for k in found if k in key or key in k), None)
        if held is None:
            found[key] = name
        elif len(key) > len(held):
            found = {key if k == held else k: name if k == held else v for k, v in found.items()}
    people = {
        k: v for k, v in found.items() if not (_ROLE.search(v) or _ORGANISATION.search(v))
    } or found
    if any(
        " " in name for name in people.values()
    ):  # then one word is a place: "Anna Weiß, Berlin"
        people = {k: v for k, v in people.items() if not _WORD.fullmatch(v)}
    return ", ".join(list(people.values())[:_MOST]) or None


def _named(value: str) -> Iterator[str]:
    """Yield the names in one byline, cleaned."""
    text = html.unescape(re.sub(r"<[^>]+>", " ", value))
    text = _CUT.split(_BY.sub("", _HANDLE.sub(" ", text).strip()), maxsplit=1)[0]
    for part in _SPLIT.split(_ASIDE.sub("", text)):
        name = _TAIL.sub("", " ".join(_BY.sub("", part.strip()).split())).strip(" ,:;.*'\"“”")
        name = _TITLED.sub(r"\g<name>", _suffixed(name, part))
        if not 2 <= len(name) <= _LONGEST or _PLACEHOLDER.fullmatch(name):
            continue
        if len(name.split()) > 6 or not any(c.isalpha() for c in name):
            continue
        yield _cased(name)


def _suffixed(name: str, part: str) -> str:
    """Put back the full stop of "Jr." that was taken for punctuation."""
    return f"{name}." if re.search(r"\b(?:Jr|Sr)$", name) and f"{name}." in part else name


def _cased(name: str) -> str:
    """Return "JANE DOE" and "jane doe" as "Jane Doe"; one word, such as AFP, stays."""
    words = name.split()
    if len(words) < 2 or not (name.isupper() or name.islower()) or not name.isascii():
        return name
    if _ROLE.search(name):
        return name
    return " ".join(_capital(word) if _VOWEL.search(word) else word for word in words)


_VOWEL = re.compile(r"[aeiouy]", re.IGNORECASE)


def _capital(word: str) -> str:
    return re.sub(r"[a-z]+", lambda m: m[0].capitalize(), word.lower())


# --- outlets and titles ---------------------------------------------------------------------------

_SEPARATOR = re.compile(r"\s+[|–—·•»«:-]{1,2}\s+|\s*\|\s*|\s+::\s+|[_｜]")
_KNOWN = {
    "apnews.com": "Associated Press",
    "bbc.co.uk": "BBC News",
    "bbc.com": "BBC News",
    "bloomberg.com": "Bloomberg",
    "cnn.com": "CNN",
    "dw.com": "Deutsche Welle",
    "economist.com": "The Economist",
    "elpais.com": "El País",
    "faz.net": "Frankfurter Allgemeine",
    "ft.com": "Financial Times",
    "lemonde.fr": "Le Monde",
    "nytimes.com": "The New York Times",
    "reuters.com": "Reuters",
    "spiegel.de": "Der Spiegel",
    "sueddeutsche.de": "Süddeutsche Zeitung",
    "theguardian.com": "The Guardian",
    "washingtonpost.com": "The Washington Post",
    "wsj.com": "The Wall Street Journal",
    "xinhuanet.com": "Xinhua",
    "zeit.de": "Die Zeit",
}
"""Only where the page itself does not say it, as a page that was saved without its head."""


def plain(text: str) -> str:
    """Return the letters and digits of `text`, for telling whether two names are the same."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKD", text).casefold())


def host(address: str) -> str | None:
    """Return the host of a web address, without `www.`; None if it is none."""
    match = re.match(r"https?://(?:[^/@]*@)?(?:www\.)?([^/:?#]+)", address)
    return match[1].lower() if match else None


def site_label(site: str | None) -> str:
    """Return the part of a host that was registered: `bbc` of news.bbc.co.uk."""
    parts = (site or "").split(".")
    if len(parts) > 2 and len(parts[-1]) == 2 and parts[-2] in ("co", "com", "org", "net", "ac"):
        parts.pop()
    return plain(parts[-2]) if len(parts) > 1 else ""


def known_outlet(address: str) -> str | None:
    """Return the outlet that is known by the host of `address`."""
    site = host(address) or ""
    return next(
        (name for key, name in _KNOWN.items() if site == key or site.endswith(f".{key}")), None
    )


def bare_title(title: str, outlets: Iterable[str], site: str | None = None) -> str:
    """Return `title` without the outlet before or after it ("… - BBC News", "… | Reuters")."""
    titles = " ".join(html.unescape(title).split())
    wanted = {plain(o) for o in outlets if o} | {
        plain(o.removeprefix("The ")) for o in outlets if o
    }
    for _ in range(3):
        cuts = list(_SEPARATOR.finditer(titles))
        if not cuts:
            break
        first, last = cuts[0], cuts[-1]
        if _is_outlet(titles[last.end() :], wanted, site) and last.start():
            titles = titles[: last.start()].rstrip()
        elif _is_outlet(titles[: first.start()], wanted, site) and titles[first.end() :]:
            titles = titles[first.end() :].lstrip()
        else:
            break
    return titles


def suffix_outlet(title: str, site: str | None) -> str | None:
    """Return the part after the last mark of a title where the host bears it out."""
    cuts = list(_SEPARATOR.finditer(title))
    if not cuts or not site:
        return None
    part = title[cuts[-1].end() :].strip()
    return part if _is_outlet(part, set(), site) else None


def _is_outlet(part: str, wanted: set[str], site: str | None) -> bool:
    key = plain(part)
    if not key or len(part.split()) > 6:
        return False
    if key in wanted or plain(part.removeprefix("The ")) in wanted:
        return True
    if any(
        len(o) >= 4 and (key.startswith(o) or (len(key) >= 4 and o.startswith(key))) for o in wanted
    ):
        return len(part.split()) <= 4
    label = site_label(site)
    return (
        len(key) >= 4
        and len(label) >= 4
        and (key == label or key == plain(site or "") or label == key.removeprefix("the"))
    )
