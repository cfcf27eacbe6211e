import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from noisy_pages import SENTENCES

from index.sentences import LONGEST, WINDOW, split


def texts(text: str, language: str = "en") -> list[str]:
    return [text[s.start : s.end] for s in split(text, language)]


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.lists(st.sampled_from((*SENTENCES, "\n", '"', "(", "1.", "...", "U.S.", "No.")), max_size=9)
        .map(" ".join),
        st.text(st.sampled_from("aA1.!?。「」と．5د؟।— \n\"'“”()-é\u00a0…"), max_size=200),
        st.text(max_size=80),
    ),
    st.sampled_from(("en", "zh", "ja", "de", "ar", "xx", "")),
)  # fmt: skip
def test_sentences_are_a_partition(text: str, language: str) -> None:
    found = split(text, language)
    end = 0
    for span in found:
        assert end <= span.start < span.end <= len(text)
        assert not text[end : span.start].strip()
        assert not text[span.start].isspace()
        assert not text[span.end - 1].isspace()
        end = span.end
    assert not text[end:].strip()
    assert found == split(text, language)


@pytest.mark.parametrize(
    "text",
    [
        "Gov. Sela Wray and Dr. W. Aalto of St. Anne met Mr. Pennick Jr. at the U.S. Commerce Department.",
        "It costs approx. 3.5 per cent, i.e. 14 bn. euros, vs. 12 in No. 7 of vol. 3.",
        "Larry J. Ellison of Oracle Corp. said so at 6 p.m. yesterday.",
        "Booking.com and Node.js rose in Washington D.C. last week, it says on www.site.example today.",
        "“It is a deal, not a marriage,” says Maren Holt.",
        "1. Security comes first.",
        "The U.K. Parliament, J. K. Rowling and the E.U. Commission agree.",
        "She left on Nov. 12 with Prof. Hale.",
        "Kestrel (formerly Dunmere Ltd.) and others paid.",
        "He won 3–1 vs. Vell on Jan. 5 at 4 p.m. local time.",
    ],
)
def test_abbreviations_do_not_end_a_sentence(text: str) -> None:
    assert texts(text) == [text]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("He lives in the U.S. The rest moved.", "He lives in the U.S."),
        ("It opens at 6 a.m. The gates close at dusk.", "It opens at 6 a.m."),
        ("He said no. The others agreed.", "He said no."),
        ("She chose plan B. However, it failed.", "She chose plan B."),
        ("“We left.” Then they came back.", "“We left.”"),
        ("Was it so? Nobody knows.", "Was it so?"),
        ("It fell by 6%. It rose again.", "It fell by 6%."),
        ("It happened in 1998. She was there.", "It happened in 1998."),
        ("He works at Kestrel Inc. She does not.", "He works at Kestrel Inc."),
        ("They waited... Then it came.", "They waited..."),
    ],
)
def test_ends_after_what_looks_like_an_abbreviation(text: str, first: str) -> None:
    assert texts(text) == [first, text[len(first) + 1 :]]


def test_chinese() -> None:
    text = "公司说“视客户订单而定”。总投资也有变化！股价下跌5.7%，报21.35元。怎么看？"
    assert texts(text, "zh") == [
        "公司说“视客户订单而定”。",
        "总投资也有变化！",
        "股价下跌5.7%，报21.35元。",
        "怎么看？",
    ]


def test_a_list_without_full_stops_is_cut_at_a_mark() -> None:
    text = ", ".join(f"port {i} of the coast" for i in range(200))
    found = texts(text)
    assert len(found) > 2
    assert all(len(piece) <= LONGEST for piece in found)
    assert all(piece.endswith(",") for piece in found[:-1])
    assert " ".join(found) == text


def test_a_word_longer_than_any_sentence_is_cut() -> None:
    assert "".join(texts("a" * 5000)) == "a" * 5000
    assert max(map(len, texts("a" * 5000))) == LONGEST


def test_a_text_of_many_windows_is_split_as_its_parts_are() -> None:
    whole = " ".join(SENTENCES[:9])
    assert texts(" ".join([whole] * 20)) == texts(whole) * 20
    assert len(whole) * 20 > 3 * WINDOW


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "de",
            ["Dr. Müller kam am 17. September z. B. nach Berlin.", "„Das ist viel.“", "So war es."],
        ),
        ("de", ["Am 3. Oktober, dem 30. Jahrestag, sprach die Fa. Müller.", "Nr. 5 lebt."]),
        ("fr", ["M. Dupont est arrivé.", "« C’est fini. »", "Vraiment ?", "Oui… p. ex. ici."]),
        (
            "es",
            ["¿Qué pasó?", "¡Nada!", "El Sr. Pérez vive en EE. UU. desde las 8 p. m. del lunes."],
        ),
        ("ru", ["Компания, т. е. её глава, заплатила.", "— Что? — спросил он.", "Он ушёл."]),
        ("ar", ["هل وصل؟", "وصل د. أحمد، قال: «لا أعرف؛ ربما غداً».", "ثم غادر!"]),
        ("hi", ["क्या हुआ?", "डॉ. सिंह और श्री. शर्मा आए।", "ठीक है!"]),
    ],
)
def test_the_traps_of_a_language(language: str, expected: list[str]) -> None:
    assert texts(" ".join(expected), language) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ja", ["「知らない。行こう。」と彼は言った。", "株価は５．７％下落した。", "終わり！"]),
        ("ja", ["彼は「本当ですか？」と聞いた。", "「はい。」", "空は青い。"]),
        ("zh", ["他说：“我不知道。你呢？”", "然后走了……没人知道。", "真的？！"]),
    ],
)
def test_scripts_without_spaces(language: str, expected: list[str]) -> None:
    assert texts("".join(expected), language) == expected
