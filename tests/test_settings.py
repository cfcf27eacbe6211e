import pytest

from index.errors import UsageError
from rag.settings import Settings, load


def test_nothing_set_means_no_model():
    settings = load({})
    assert settings == Settings()
    assert not settings.has_endpoint


def test_the_environment_is_read():
    settings = load(
        {
            "NEWSCITE_ENGINE": "model",
            "NEWSCITE_MODEL": "small",
            "OPENAI_BASE_URL": " http://127.0.0.1:1/v1 ",
            "OPENAI_API_KEY": "key",
            "NEWSCITE_EMBEDDINGS": "embedder",
            "NEWSCITE_BUDGET": "900",
            "NEWSCITE_TIMEOUT": "2.5",
            "NEWSCITE_ALLOW_PRIVATE": "yes",
        }
    )
    assert settings == Settings(
        "model", "small", "http://127.0.0.1:1/v1", "key", "embedder", 900, 2.5, True
    )
    assert settings.has_endpoint


def test_the_process_environment_is_the_default(monkeypatch):
    monkeypatch.setenv("NEWSCITE_BUDGET", "77")
    assert load().budget == 77


def test_arguments_come_before_the_environment_and_none_is_no_argument():
    environment = {"NEWSCITE_MODEL": "theirs", "NEWSCITE_BUDGET": "1"}
    settings = load(environment, model="ours", budget=None, engine=None)
    assert (settings.model, settings.budget, settings.engine) == ("ours", 1, "auto")


def test_blank_variables_are_not_set():
    assert load({"OPENAI_API_KEY": " ", "NEWSCITE_BUDGET": ""}) == Settings()


def test_false_is_an_argument():
    assert not load({"NEWSCITE_ALLOW_PRIVATE": "1"}, allow_private=False).allow_private


@pytest.mark.parametrize(
    ("word", "value"), [("1", True), ("TRUE", True), ("on", True), ("0", False)]
)
def test_switches(word, value):
    assert load({"NEWSCITE_ALLOW_PRIVATE": word}).allow_private is value


@pytest.mark.parametrize(
    ("environment", "arguments", "message"),
    [
        ({"NEWSCITE_BUDGET": "lots"}, {}, "NEWSCITE_BUDGET must be a number, not 'lots'"),
        ({"NEWSCITE_TIMEOUT": "soon"}, {}, "NEWSCITE_TIMEOUT must be a number, not 'soon'"),
        ({"NEWSCITE_ENGINE": "magic"}, {}, "use auto, extractive or model"),
        ({}, {"engine": "magic"}, "use auto, extractive or model"),
        ({}, {"modle": "x"}, "no setting called modle"),
        ({"NEWSCITE_BUDGET": "-5"}, {}, "budget"),
        ({}, {"timeout": 0}, "timeout"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(environment, arguments, message):
    with pytest.raises(UsageError, match=message) as caught:
        load(environment, **arguments)
    assert "\n" not in str(caught.value)


def test_the_key_is_never_shown():
    assert "hunter2" not in repr(load({"OPENAI_API_KEY": "hunter2"}))
