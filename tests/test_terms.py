import pytest

from rag.terms import names, stem, terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Oracle's", "oracle"),
        ("companies", "company"),
        ("bought", "acquire"),
        ("died", "deaths"),
        ("chosen", "choose"),
        ("U.S. law", "US law"),
        ("Microsoft’s", "Microsoft"),
    ],
)
def test_forms_of_a_word_compare(one, other):
    assert terms(one) == terms(other) != []


@pytest.mark.parametrize(("one", "other"), [("rise", "raise"), ("bank", "blank"), ("1996", "1998")])
def test_other_words_do_not(one, other):
    assert terms(one) != terms(other)


def test_words_that_carry_nothing_are_left_out():
    assert terms("This is what they have had of it.") == []
    assert terms("It went to the IT firm of the US.") == [stem("went"), "it", "firm", "us"]


def test_chinese_gives_pairs_of_characters():
    assert terms("晶圆厂延期") == ["晶圆", "圆厂", "厂延", "延期"]
    assert terms("北京") == ["北京"]
    assert terms("甲骨文 won 微软") == ["甲骨", "骨文", "win", "微软"]


def test_other_languages_have_their_stems():
    assert stem("Verträge", "de") == stem("Vertrag", "de")
    assert terms("maisons", "fr") == terms("maison", "fr")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("why Oracle over Microsoft?", ["Oracle", "Microsoft"]),
        ("The company lost.", []),
        ("Lawyers came.", []),
        ("Larry Ellison spoke on Monday in May.", ["Larry", "Ellison"]),
        ("The Bank of England cut it.", ["Bank", "England"]),
        ("It sold iPhones to eBay.", ["iPhones", "eBay"]),
        ("“Never,” said Mr Ross.", ["Ross"]),
        ("In the U.S. they agreed.", []),
        ("ByteDance's app", ["ByteDance"]),
        ("He met J.P. Keller.", ["Keller"]),
    ],
)
def test_names(text, found):
    assert [name for name in names(text) if len(name) > 3] == found
