import pytest

from index.languages import language_code, language_of


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The ships of the port left on Monday.", "en"),
        ("Die Schiffe sind am Montag aus dem Hafen und auf dem Weg in den Sturm.", "de"),
        ("Les bateaux du port sont dans la tempête et les marins sur le quai.", "fr"),
        ("公司宣布推迟到六月", "zh"),
        ("同社は月曜日に発表した", "ja"),
        ("회사는 월요일에 발표했다", "ko"),
        ("Компания объявила в четверг о переносе открытия", "ru"),
        ("Компанія оголосила у четвер про перенесення відкриття", "uk"),
        ("این شرکت روز پنجشنبه اعلام کرد که افتتاح به تعویق می‌افتد", "fa"),
        ("قالت الشركة يوم الخميس إنها ستؤجل الافتتاح", "ar"),
        ("Prom osiadł na mieliźnie w czwartek wieczorem podczas burzy.", "pl"),
        ("Bolaget meddelade på torsdagen att öppningen skjuts upp", "sv"),
        ("Feribot perşembe akşamı fırtınada karaya oturdu.", "tr"),
        ("Oracle wins TikTok bid", "en"),
        ("", "en"),
        ("1234 5678", "en"),
    ],
)
def test_languages(text: str, code: str) -> None:
    assert language_of(text) == code


def test_the_text_goes_before_what_a_page_declares() -> None:
    chinese = "公司宣布推迟到六月，股价下跌，投资者表示失望，董事会没有说明原因。"
    assert language_of(chinese, "en") == "zh"
    assert language_of("Selskabet meddelte torsdag", "no") in ("no", "da")
    assert language_of("IBM", "de") == language_of("", "de") == "de"


def test_language_codes() -> None:
    assert [language_code(c) for c in ("en-GB", "DE", "zh_Hans", "nb-NO", "eng", "", None, "1?")] == [
        "en", "de", "zh", "no", None, None, None, None,
    ]  # fmt: skip
