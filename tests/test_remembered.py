import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tiny_archive import WordHash

from index.embed import MiniLM
from index.remembered import remembered
from rag.gate import WordEmbedder


def test_a_text_is_embedded_once():
    own = WordHash()
    memory = remembered(own)
    first = memory.embed(["a tram", "a ferry", "a tram"])
    second = memory.embed(["a ferry", "a crane"])
    assert own.embedded == ["a tram", "a ferry", "a crane"]
    assert (first[1] == second[0]).all()
    assert (memory.name, memory.dimensions) == (own.name, own.dimensions)
    assert memory.embed([]).shape == (0, own.dimensions)


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), min_size=1), max_size=6))
def test_with_any_memory_the_vectors_are_the_same(asked):
    own = WordHash()
    small = remembered(own, 3)
    for texts in asked:
        assert (small.embed(texts) == own.embed(texts)).all()


def test_the_oldest_go_first():
    own = WordHash()
    memory = remembered(own, 2)
    for text in ("a", "b", "a", "c", "a", "b"):
        memory.embed([text])
    assert own.embedded == ["a", "b", "c", "b"]


def test_words_are_remembered_where_the_embedder_gives_them():
    model = MiniLM()
    memory = remembered(model)
    assert isinstance(memory, WordEmbedder)
    assert not isinstance(remembered(WordHash()), WordEmbedder)
    spans, vectors = memory.words("The ferry sank.")
    assert spans == model.words("The ferry sank.")[0]
    np.testing.assert_allclose(vectors, model.words("The ferry sank.")[1], atol=1e-6)
    assert memory.words("The ferry sank.")[1] is vectors
