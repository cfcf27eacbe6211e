"""Times of day, however they are written."""

import pytest

from rag.clock import times, wrong


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("at 21:40", [1300]),
        ("at 9:40 p.m. sharp", [1300]),
        ("at 9.40 pm", [1300]),
        ("at 9 a.m.", [540]),
        ("at 12 p.m.", [720]),
        ("at 12:30 a.m.", [30]),
        ("until 6.30 the next day", [390]),
        ("from noon to midnight", [720, 0]),
        ("rose by 6.30 points", []),
        ("until 6.30 per cent", []),
        ("a 5-4 win, 2:1 on average", []),
        ("on 18 May 2024", []),
    ],
)
def test_times_are_minutes_of_the_day(text, minutes):
    assert [min(time.minutes) for time in times(text)] == minutes


def test_half_of_the_day_may_be_said_once():
    evening, end = times("from 9:30 to 11 p.m.")
    assert evening.minutes == {570, 1290}
    assert end.minutes == {1380}


def test_another_time_is_wrong():
    assert wrong("It left at 8:05 p.m.", "It left at 8:05 on Friday.")
    assert wrong("It left at midnight.", "It left at noon.")
    assert not wrong("It left at 8:05 p.m.", "It left at 20:05.")
    assert not wrong("It left at 8:05 p.m.", "It left on Friday.")
