"""Every question in sparql/questions is well described, has an answer, and has the answer that we expect."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from lq_graph.reading.query_file import QueryFile, read_query_folder

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).parent / "questions"
QUESTIONS = read_query_folder(ROOT / "sparql" / "questions")
KEYS = {"summary", "question-sv", "question-en", "tags"}
TERM = re.compile(r"\blq:[A-Za-z]+")
BY_NAME = pytest.mark.parametrize("question", QUESTIONS, ids=[each.name for each in QUESTIONS])


def answer(store: ox.Store, question: QueryFile) -> str:
    """The answer to a question as SPARQL TSV."""
    found = store.query(question.text)
    assert isinstance(found, ox.QuerySolutions)
    return (found.serialize(format=ox.QueryResultsFormat.TSV) or b"").decode("utf-8")


def body(question: QueryFile) -> str:
    """The text of a query without its header and prefixes."""
    lines = question.text.splitlines()
    return "\n".join(line for line in lines if not line.startswith(("#+", "PREFIX")))


def variables(text: str) -> set[str]:
    """The names of the variables in a piece of a query."""
    return set(re.findall(r"\?(\w+)", text))


def projected(question: QueryFile) -> set[str]:
    """The names of the variables that a question answers with."""
    head = body(question).split("WHERE", 1)[0]
    return variables(re.sub(r"\(.*?\bAS (\?\w+)\)", r"\1", head))


def test_there_are_at_least_thirty_questions() -> None:
    assert len(QUESTIONS) >= 30


def test_numbers_are_used_once() -> None:
    numbers = [each.name.split("-")[0] for each in QUESTIONS]
    assert len(numbers) == len(set(numbers))


def test_each_golden_answer_belongs_to_a_question() -> None:
    names = {path.stem for path in GOLDEN.glob("*.tsv")}
    assert names == {each.name for each in QUESTIONS}


def test_every_term_of_the_ontology_is_asked_about() -> None:
    ontology = (ROOT / "ontology" / "lq.ttl").read_text("utf-8")
    defined = set(re.findall(r"^lq:[A-Za-z]+", ontology, re.MULTILINE))
    asked = set().union(*(TERM.findall(body(each)) for each in QUESTIONS))
    assert defined - asked == set()


@BY_NAME
def test_question_is_described(question: QueryFile) -> None:
    assert question.header.keys() == KEYS
    assert all(question.header.values())


@BY_NAME
def test_question_declares_the_prefixes_that_it_uses(question: QueryFile) -> None:
    declared = re.findall(r"^PREFIX ([\w-]+):", question.text, re.MULTILINE)
    used = re.findall(r"(?<![\w:?-])([a-z][\w-]*):[\w{]", re.sub(r'"[^"]*"', "", body(question)))
    assert declared == sorted(set(used))


@BY_NAME
def test_question_orders_by_every_variable(question: QueryFile) -> None:
    order = body(question).rsplit("ORDER BY", 1)[-1]
    assert variables(order) == projected(question)


@BY_NAME
def test_question_has_an_answer(store: ox.Store, question: QueryFile) -> None:
    assert answer(store, question).count("\n") > 1


@BY_NAME
def test_answer_is_the_expected_one(store: ox.Store, question: QueryFile) -> None:
    expected = GOLDEN / f"{question.name}.tsv"
    assert answer(store, question) == expected.read_text("utf-8")
