"""Every question in sparql/questions is well described and has its golden answer."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from lq_graph.querying.parameters import PRESENT_DAY, bind
from lq_graph.reading.query_file import Parameter, QueryFile, parameters_of, read_query_folder
from lq_graph.web.questions.page import AUDIENCES, THEMES

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).parent / "questions"
QUESTIONS = read_query_folder(ROOT / "sparql" / "questions")
KEYS = {"summary", "question-sv", "question-en", "theme", "audience", "note-sv", "note-en"}
DAY = ox.Literal("2026-12-01", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date"))
"""The present day of the golden answers."""
MOST_LINES, WIDEST = 12, 120
TERM = re.compile(r"\blq:[A-Za-z]+")
PARAMETERS = [(q, each) for q in QUESTIONS for each in parameters_of(q) if each.name not in PRESENT_DAY]
BY_NAME = pytest.mark.parametrize("question", QUESTIONS, ids=[each.name for each in QUESTIONS])


def answer(store: ox.Store, question: QueryFile) -> str:
    """The answer to a question as SPARQL TSV."""
    found = store.query(on_the_day(question))
    assert isinstance(found, ox.QuerySolutions)
    return (found.serialize(format=ox.QueryResultsFormat.TSV) or b"").decode("utf-8")


def on_the_day(question: QueryFile) -> str:
    """The text of a question with its present day, if it asks for one."""
    named = [each.name for each in parameters_of(question) if each.name in PRESENT_DAY]
    return bind(question.text, dict.fromkeys(named, DAY)).text


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
    # a question asks for a class of named values, and shows them all
    terms = [
        each
        for each in ontology.split("\n\n")
        if "owl:deprecated true" not in each and "owl:NamedIndividual" not in each
    ]
    defined = set(re.findall(r"^lq:[A-Za-z]+", "\n\n".join(terms), re.MULTILINE))
    asked = set().union(*(TERM.findall(body(each)) for each in QUESTIONS))
    assert defined - asked == set()


def test_questions_are_described() -> None:
    for question in QUESTIONS:
        keys = {key for key in question.header if not key.startswith(("param-", "heading-"))}
        assert keys == KEYS, question.name
        assert all(question.header.values()), question.name
        assert question.header["theme"] in THEMES, question.name
        assert {each.strip() for each in question.header["audience"].split(",")} <= set(AUDIENCES), question.name
        assert all(question.header[f"note-{language}"].endswith(".") for language in ("sv", "en")), question.name


def test_each_column_has_a_heading_in_both_languages() -> None:
    for question in QUESTIONS:
        columns = projected(question)
        wanted = {each for each in columns if each.removesuffix("Label") not in columns or not each.endswith("Label")}
        for language in ("sv", "en"):
            found = {key.split("-")[1] for key in question.header if re.fullmatch(rf"heading-\w+-{language}", key)}
            assert found == wanted, question.name


def test_questions_are_short() -> None:
    lines = {question.name: [line for line in body(question).splitlines() if line] for question in QUESTIONS}
    assert {name: len(found) for name, found in lines.items() if len(found) > MOST_LINES} == {}
    assert {name for name, found in lines.items() if max(map(len, found)) > WIDEST} == set()


def test_questions_declare_the_prefixes_that_they_use() -> None:
    for question in QUESTIONS:
        declared = re.findall(r"^PREFIX ([\w-]+):", question.text, re.MULTILINE)
        used = re.findall(r"(?<![\w:?-])([a-z][\w-]*):[\w{]", re.sub(r'"[^"]*"', "", body(question)))
        assert declared == sorted(set(used)), question.name


def test_questions_order_by_every_variable() -> None:
    for question in QUESTIONS:
        order, columns = body(question).rsplit("ORDER BY", 1)[-1], projected(question)
        decided_by_another = {each for each in columns if each.endswith("Label") and each[:-5] in columns}
        assert variables(order) == columns - decided_by_another, question.name


@BY_NAME
def test_answer_is_the_expected_one_and_not_empty(store: ox.Store, question: QueryFile) -> None:
    found = answer(store, question)
    assert found == (GOLDEN / f"{question.name}.tsv").read_text("utf-8")
    assert found.count("\n") > 1


@pytest.mark.parametrize(("question", "parameter"), PARAMETERS, ids=[f"{q.name[:4]}-{p.name}" for q, p in PARAMETERS])
def test_a_parameter_keeps_the_rows_that_hold_its_value_and_no_others(
    store: ox.Store, question: QueryFile, parameter: Parameter
) -> None:
    rows = [tuple(row) for row in solutions(store, on_the_day(question))]
    column = [each.value for each in solutions(store, on_the_day(question)).variables].index(parameter.name)
    values = {row[column] for row in rows if isinstance(row[column], ox.NamedNode | ox.Literal)}
    assert values
    for value in sorted(values, key=str)[:5]:
        assert isinstance(value, ox.NamedNode | ox.Literal)
        found = solutions(store, bind(on_the_day(question), {parameter.name: value}).text)
        assert {tuple(row) for row in found} == {row for row in rows if row[column] == value}


@pytest.mark.parametrize(
    ("plan", "day", "holds"),
    [
        ("klimat-och-energiplan-2018-2024", "2018-06-30", False),  # its period is 2018-2024, it was adopted in December
        ("klimat-och-energiplan-2018-2024", "2018-12-31", True),
        ("klimat-och-energiplan-2018-2024", "2025-01-01", False),
        ("trafikplan-2017", "2017-06-14", False),
        ("trafikplan-2017", "2024-06-29", True),  # seven years from June 2017
        ("trafikplan-2017", "2024-06-30", False),
    ],
)
def test_a_plan_is_in_force_from_its_adoption_to_its_last_day(
    store: ox.Store, plan: str, day: str, holds: bool
) -> None:
    question = next(each for each in QUESTIONS if each.name.startswith("cq04"))
    literal = ox.Literal(day, datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date"))
    found = solutions(store, bind(question.text, {"day": literal}).text)
    assert any(str(row["plan"]).endswith(f"/{plan}>") for row in found) == holds


def solutions(store: ox.Store, text: str) -> ox.QuerySolutions:
    """The rows that a query finds."""
    found = store.query(text)
    assert isinstance(found, ox.QuerySolutions)
    return found
