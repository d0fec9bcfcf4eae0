"""Every question in sparql/questions is well described and has its golden answer."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from lq_graph.querying.parameters import bind
from lq_graph.reading.query_file import Parameter, QueryFile, parameters_of, read_query_folder

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).parent / "questions"
QUESTIONS = read_query_folder(ROOT / "sparql" / "questions")
KEYS = {"summary", "question-sv", "question-en", "tags"}
TERM = re.compile(r"\blq:[A-Za-z]+")
PARAMETERS = [(question, each) for question in QUESTIONS for each in parameters_of(question) if each.name != "day"]
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
    terms = [each for each in ontology.split("\n\n") if "owl:deprecated true" not in each]
    defined = set(re.findall(r"^lq:[A-Za-z]+", "\n\n".join(terms), re.MULTILINE))
    asked = set().union(*(TERM.findall(body(each)) for each in QUESTIONS))
    assert defined - asked == set()


@BY_NAME
def test_question_is_described(question: QueryFile) -> None:
    assert {key for key in question.header if not key.startswith("param-")} == KEYS
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


@pytest.mark.parametrize(("question", "parameter"), PARAMETERS, ids=[f"{q.name[:4]}-{p.name}" for q, p in PARAMETERS])
def test_a_parameter_keeps_the_rows_that_hold_its_value_and_no_others(
    store: ox.Store, question: QueryFile, parameter: Parameter
) -> None:
    rows = [tuple(row) for row in solutions(store, question.text)]
    column = [each.value for each in solutions(store, question.text).variables].index(parameter.name)
    values = {row[column] for row in rows if isinstance(row[column], ox.NamedNode | ox.Literal)}
    assert values
    for value in sorted(values, key=str)[:5]:
        assert isinstance(value, ox.NamedNode | ox.Literal)
        found = solutions(store, bind(question.text, {parameter.name: value}).text)
        assert {tuple(row) for row in found} == {row for row in rows if row[column] == value}


def test_plans_are_asked_for_on_any_day(store: ox.Store) -> None:
    question = next(each for each in QUESTIONS if each.name.startswith("cq04"))
    day = ox.Literal("2023-05-05", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date"))
    plans = {str(row["plan"]) for row in solutions(store, question.text)}
    later = {str(row["plan"]) for row in solutions(store, bind(question.text, {"day": day}).text)}
    assert later
    assert later != plans


def solutions(store: ox.Store, text: str) -> ox.QuerySolutions:
    """The rows that a query finds."""
    found = store.query(text)
    assert isinstance(found, ox.QuerySolutions)
    return found
