import os
import subprocess
import sys

import numpy as np
import pytest

from index.vectors import VectorIndex, VectorsError, collection_name, release

ROWS = np.eye(8, dtype=np.float32)


def fill(index, first, last):
    n = range(first, last)
    index.upsert(
        [f"p{i}" for i in n],
        ROWS[first:last],
        [f"text {i}" for i in n],
        [{"article_id": f"a{i // 2}", "version": 1, "title": ""} for i in n],
    )


@pytest.fixture
def index(tmp_path):
    made = VectorIndex(tmp_path / "chroma", "some/model", 8)
    yield made
    made.close()


def test_finds_the_nearest_first_with_cosine_similarity(index):
    fill(index, 0, 8)
    towards = np.array([0, 0.8, 0.6, 0, 0, 0, 0, 0], np.float32)
    found = index.query(towards, 2)
    assert [id_ for id_, _ in found] == ["p1", "p2"]
    assert [s for _, s in found] == pytest.approx([0.8, 0.6], abs=1e-5)
    assert index.count() == 8


def test_narrows_to_articles_and_to_none(index):
    fill(index, 0, 8)
    assert {id_ for id_, _ in index.query(ROWS[0], 8, ["a1", "a3"])} == {"p2", "p3", "p6", "p7"}
    assert index.query(ROWS[0], 8, []) == []
    assert index.query(ROWS[0], 0) == []


def test_upsert_replaces_and_delete_takes_away_what_is_there(index):
    fill(index, 0, 2)
    index.upsert(["p0"], ROWS[5:6], ["new"], [{"article_id": "a9", "version": 2, "title": "t"}])
    index.delete(["p1", "never there"])
    assert index.query(ROWS[5], 5) == [("p0", pytest.approx(1.0, abs=1e-5))]


def test_a_key_that_is_none_is_not_there_and_goes_when_it_was(index):
    rows, told = ROWS[:2], [{"article_id": "a", "published_at": at} for at in (1_700_000_000, None)]
    for metadatas in (told, told[::-1]):
        index.upsert(["p0", "p1"], rows, ["x", "y"], metadatas)
        found = index._collection.get(where={"published_at": {"$gte": 0}})
        assert found["ids"] == ["p0" if metadatas is told else "p1"]


def test_writes_more_than_one_batch(tmp_path):
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(230, 8)).astype(np.float32)
    index = VectorIndex(tmp_path / "chroma", "m", 8)
    ids = [str(i) for i in range(230)]
    index.upsert(ids, rows, ids, [{"article_id": "a"}] * 230)
    assert index.count() == 230
    index.delete(ids[:220])
    assert index.count() == 10
    index.close()


def test_reopens_what_it_wrote(tmp_path):
    index = VectorIndex(tmp_path / "chroma", "m", 8)
    fill(index, 0, 8)
    index.close()
    index = VectorIndex(tmp_path / "chroma", "m", 8)
    assert index.query(ROWS[3], 1)[0][0] == "p3"
    index.close()


def test_other_models_have_other_collections():
    assert collection_name("a/b c", 384) == "passages-a-b-c-384-v2"
    assert collection_name("///", 4) == "passages-model-4-v2"
    assert len(collection_name("x" * 900, 4)) < 200


def test_two_models_with_one_collection_name_are_told_apart(tmp_path):
    VectorIndex(tmp_path / "chroma", "a/b", 8).close()
    with pytest.raises(VectorsError, match="another make"):
        VectorIndex(tmp_path / "chroma", "a:b", 8)


def test_damage_is_one_error(tmp_path):
    folder = tmp_path / "chroma"
    folder.mkdir()
    (folder / "chroma.sqlite3").write_bytes(b"no database" * 1000)
    with pytest.raises(VectorsError):
        VectorIndex(folder, "m", 8)


def test_a_user_can_open_the_collection_with_a_client_of_their_own(tmp_path):
    index = VectorIndex(tmp_path / "chroma", "m", 8)
    fill(index, 0, 4)
    index.close()
    code = (
        "import chromadb, sys\n"
        "client = chromadb.PersistentClient(sys.argv[1])\n"
        "rows = client.get_collection('passages-m-8-v2', embedding_function=None).get()\n"
        "print(sorted(rows['documents']), sorted(m['article_id'] for m in rows['metadatas']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "chroma")], capture_output=True, text=True
    )
    assert done.stdout.strip() == (
        "['text 0', 'text 1', 'text 2', 'text 3'] ['a0', 'a0', 'a1', 'a1']"
    ), done.stderr


HOSTILE = [
    b"CHROMA_API_IMPL=chromadb.api.fastapi.FastAPI\nCHROMA_SERVER_HOST=127.0.0.1\n"
    b"CHROMA_SERVER_HTTP_PORT=9\nALLOW_RESET=1\nANONYMIZED_TELEMETRY=1\n"
    b"CHROMA_OTEL_COLLECTION_ENDPOINT=http://127.0.0.1:9\nIS_PERSISTENT=0\n",
    b"MIGRATIONS=maybe\n",
    b"CHROMA_SERVER_CORS_ALLOW_ORIGINS=*\n",
    b"NAME=\xe9t\xe9\n",
    b"CHROMA_DB_IMPL=duckdb\nSOMETHING_ELSE=1\n",
]
LOCAL = """
import sys, pathlib
import numpy as np
from index.vectors import VectorIndex
index = VectorIndex(pathlib.Path(sys.argv[1]), "m", 8)
index.upsert(["a"], np.eye(8, dtype=np.float32)[:1], ["text"], [{"article_id": "x"}])
settings = index._client.get_settings()
print(index.count(), settings.allow_reset, settings.anonymized_telemetry)
index.close()
"""


@pytest.mark.parametrize("content", HOSTILE)
@pytest.mark.parametrize("place", ["file", "environment"])
def test_neither_a_dotenv_nor_the_environment_steers_chroma(tmp_path, content, place):
    environment = dict(os.environ, PYTHONPATH=os.getcwd())
    if place == "file":
        (tmp_path / ".env").write_bytes(content)
    else:
        lines = [line for line in content.split(b"\n") if line]
        environment |= {
            os.fsdecode(k): os.fsdecode(v) for k, v in (line.split(b"=", 1) for line in lines)
        }
    done = subprocess.run(
        [sys.executable, "-c", LOCAL, str(tmp_path / "chroma")],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == "1 False False", done.stderr
    assert (tmp_path / "chroma" / "chroma.sqlite3").exists()


def test_release_is_major_and_minor():
    import chromadb

    assert chromadb.__version__.startswith(release() + ".")
    assert release().count(".") == 1
