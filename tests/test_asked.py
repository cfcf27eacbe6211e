import pytest

from rag.asked import counted, counts_so, essential, has_so, names_it, only_asks, says, sort
from rag.question import read
from rag.terms import stem


@pytest.mark.parametrize(
    ("question", "deed"),
    [
        ("Who will chair the panel on the flood?", "chair"),
        ("who was arrested at the airport", "arrested"),
        ("Which bakery delivers bread to the prison?", "delivers"),
        ("Who became mayor of Norla?", "mayor"),  # to become says nothing
    ],
)
def test_the_deed_may_not_be_missing(question, deed):
    assert essential(read(question)) == {stem(deed)}


def test_other_questions_have_no_deed_that_is_told_from_its_place():
    assert essential(read("When was the bridge built?")) == frozenset()


def test_one_of_a_sort_is_asked_for():
    assert sort(read("Which brewery leaked into the river?")) == [stem("brewery")]
    assert sort(read("Which brewery owner is Swedish?")) == [stem("brewery")]
    assert sort(read("When did the brewery leak?")) == []


@pytest.mark.parametrize(
    ("text", "does"),
    [
        ("Ostrom said the rails were late.", True),
        ("“The rails were late,” according to Ostrom.", True),
        ("The order covers the firm that Ostrom runs.", False),
    ],
)
def test_what_somebody_says_is_told_as_said(text, does):
    assert says(read("What did Ostrom say about the rails?"), text) is does
    assert says(read("When were the rails laid?"), text)


@pytest.mark.parametrize(
    ("text", "does"),
    [
        ("The baker, Petra Lund, opened the door.", True),
        ("Petra Lund, a baker of 41, opened the door.", True),
        ("A baker, who did not want to be identified, spoke with the Sarn Gazette.", False),
        ("Ana Vance saw smoke.", False),  # the article has a baker, and she is not said to be it
    ],
)
def test_a_name_stands_beside_whom_it_belongs_to(text, does):
    article = f"A baker saw it first. {text}"
    assert names_it(read("What is the name of the baker?"), text, article) is does


def test_who_looks_for_a_reason_gives_none():
    why = read("Why did the dam break?")
    assert only_asks(why, "The police are asking whether the dam broke because of the frost.")
    assert not only_asks(why, "The dam broke because of the frost.")
    assert not only_asks(read("Who asks?"), "The police are asking whether the dam broke.")


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("Sarn has two old bakeries.", ["old", "bakeries"]),
        ("Of the pupils 40 were ill.", []),  # by itself: it may count anything
        ("The bill was £400.", []),
    ],
)
def test_what_figures_count(text, beside):
    what, words = counted(read("How many pupils were ill?"), text)
    assert what == "pupils"
    assert [word for word, _ in words] == beside
    assert all(text[at:].startswith(word) for word, at in words)


@pytest.mark.parametrize(
    ("question", "text", "counts"),
    [
        ("工厂有多少员工？", "厂区目前有员工860人。", True),
        ("工厂有多少员工？", "工厂雇用了860人。", True),
        ("工厂有多少员工？", "原因有两条，验收晚了四个月。", False),
        ("有多少名学生参加？", "活动有300名学生到场。", True),
        ("有多少辆汽车受损？", "三条道路封闭了12小时。", False),
        ("总投资是多少？", "总投资为138亿元。", True),
        ("需要多少时间？", "认证要一年左右。", True),
    ],
)
def test_what_is_counted_in_chinese(question, text, counts):
    assert counts_so(read(question), text) is counts


@pytest.mark.parametrize(
    ("question", "text", "has"),
    [
        ("砚湖微电子的总经理是谁？", "砚湖微电子持股70%。", False),
        ("砚湖微电子的总经理是谁？", "总经理林岸说，延期不影响业绩。", True),
        ("谁是董事会秘书？", "董事会秘书周砚秋在电话会上说。", True),
        ("光刻设备是哪家公司供应的？", "部分光刻设备未能按期交货。", False),
        ("光刻设备是哪家公司供应的？", "光刻设备由云帆公司供应。", True),
        ("谁在电话会上发言？", "周砚秋在电话会上说。", True),
    ],
)
def test_whose_office_and_whose_deed_in_chinese(question, text, has):
    assert has_so(read(question), text) is has
