import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.salvage import Salvage, salvage

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip
OBJECTS = st.dictionaries(st.text(max_size=6), VALUES, max_size=4)
ARRAYS = st.lists(VALUES, max_size=5)


def is_part(part, whole):
    """Whether `part` is `whole` with nothing changed and only ends left out."""
    if isinstance(whole, dict) and isinstance(part, dict):
        order = list(whole)[: len(part)]
        return list(part) == order and all(is_part(part[name], whole[name]) for name in part)
    if isinstance(whole, list) and isinstance(part, list):
        pairs = zip(part, whole, strict=False)
        return len(part) <= len(whole) and all(is_part(p, w) for p, w in pairs)
    return type(part) is type(whole) and part == whole


@given(OBJECTS | ARRAYS, st.booleans(), st.sampled_from([None, 1]))
def test_a_whole_value_is_found_in_whatever_stands_around_it(value, ascii_only, indent):
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    for around in ("{}", "Sure! Here it is:\n```json\n{}\n```\nAnything else?"):
        assert salvage(around.replace("{}", text), type(value)) == Salvage(value, whole=True)


@given(OBJECTS | ARRAYS, st.booleans(), st.data())
def test_wherever_a_reply_is_cut_what_is_salvaged_was_said(value, ascii_only, data):
    text = json.dumps(value, ensure_ascii=ascii_only)
    cut = data.draw(st.integers(0, len(text) - 1))
    found = salvage(text[:cut], type(value))
    if found:
        assert not found.whole
        assert is_part(found.value, value)


@given(st.lists(st.text(max_size=8), min_size=1, max_size=6), st.integers(0, 5))
def test_every_complete_element_is_kept(strings, kept):
    kept = min(kept, len(strings) - 1)
    text = json.dumps({"said": strings})
    at = len(json.dumps({"said": strings[:kept]})) - 2 + len(', "') * bool(kept)
    found = salvage(text[:at])
    if kept:
        assert found == Salvage({"said": strings[:kept]}, whole=False)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1250, "b": 12', {"a": 1250}),
        ('{"a": -1.5e', None),
        ('{"a": "b", "c": tru', {"a": "b"}),
        ('{"a": "b", "c": "half a sen', {"a": "b"}),
        ('{"a": [{"b": 1}, {"c', {"a": [{"b": 1}, {}]}),
        ('{"a": "one\nline", "b": "two', None),
        ('As [1] says: {"a": 1', None),
        ('As [1] says: {"a": 1,', {"a": 1}),
    ],
)
def test_what_was_cut_is_left_out(text, value):
    assert salvage(text) == (Salvage(value, whole=False) if value else None)


@pytest.mark.parametrize(
    "text",
    ["", "Oracle won.", "[1, 2]", "{", "{'a': 1}", '{"a": NaN}', "{a, b}", "[" * 3000, "{" * 3000],
)
def test_where_there_is_no_object_there_is_nothing(text):
    assert salvage(text) is None


def test_an_object_may_be_empty_and_strings_may_have_line_breaks():
    assert salvage("{}") == Salvage({}, whole=True)
    assert salvage('{"a": "one\ntwo"}') == Salvage({"a": "one\ntwo"}, whole=True)


@given(st.text(alphabet='{}[]",:\\ntrue01.-e ', max_size=60))
def test_nothing_that_a_model_writes_makes_it_fail(text):
    for kind in (dict, list):
        found = salvage(text, kind)
        assert found is None or isinstance(found.value, kind)
