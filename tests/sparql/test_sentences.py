"""Each sentence of the municipality's page on its programme is answered by a question.

The page: livskvalitet.helsingborg.se/styrdokument-och-program/. Each case has a sentence in short, the number of the
question that answers it, and things that one row of the answer has together, as the ends of IRIs or as literals.
"""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from lq_graph.reading.query_file import read_query_folder

QUESTIONS = {
    question.name.partition("-")[0]: question.text
    for question in read_query_folder(Path(__file__).resolve().parents[2] / "sparql" / "questions")
}
PROGRAMME = "/programme/livskvalitetsprogrammet"
BOTH = ("body-group/helsingborgs-forvaltningar", "body-group/helsingborgs-bolag")
DIRECTIONS = (
    "varmt-valkomnande",
    "allas-delaktighet",
    "livslang-aktivitet",
    "kunskap-om-vardefulla-samband",
    "langsiktigt-ansvarstagande",
)
SENTENCES: list[tuple[str, str, list[tuple[str, ...]]]] = [
    (
        "sustainable development means better quality of life",
        "cq63",
        [("concept/hallbar-utveckling", PROGRAMME), ("concept/livskvalitet", PROGRAMME)],
    ),
    (
        "environment, sustainability and public health are joined",
        "cq63",
        [(f"concept/{each}", PROGRAMME) for each in ("miljo", "hallbar-utveckling", "folkhalsa")],
    ),
    (
        "it works for the global goals and the national ones for environment and health",
        "cq67",
        [(PROGRAMME, f"goal-system/{each}") for each in ("agenda-2030", "miljomalen", "folkhalsomalen-2003")],
    ),
    ("and for the regional goals", "cq67", [(PROGRAMME, "goal-system/det-oppna-skane-2030")]),
    ("the council adopted it in 2016", "cq36", [(PROGRAMME, "ns#adopts", "2016-01-26", "council/kommunfullmaktige")]),
    ("it holds through 2024", "cq07", [(PROGRAMME, "2024-12-31")]),
    (
        "it is a platform for three plans",
        "cq60",
        [
            (PROGRAMME, f"/plan/{each}")
            for each in (
                "klimat-och-energiplan-2018-2024",
                "avfallsplan-2016-2020",
                "plan-for-lika-mojligheter-2017-2020",
            )
        ],
    ),
    (
        "departments and companies answer for the directions together",
        "cq09",
        [(body, f"/direction/{each}") for body in BOTH for each in DIRECTIONS],
    ),
    (
        "they make action plans, guidelines and policies",
        "cq62",
        [(body, PROGRAMME, f"ns#{each}") for body in BOTH for each in ("ActionPlan", "Guideline", "Policy")],
    ),
    (
        "they inspire residents, business and associations",
        "cq62",
        [(body, PROGRAMME, f"/{each}") for body in BOTH for each in ("invanare", "naringsliv", "foreningar")],
    ),
    ("it has five decided directions", "cq08", [(f"/direction/{each}",) for each in DIRECTIONS]),
    ("it has no goals", "cq39", [(PROGRAMME, "ns#Target", "0", "0", "0")]),
    ("it has prioritised areas", "cq39", [(PROGRAMME, "ns#FocusArea", "15")]),
    (
        "the vision has five characteristics",
        "cq45",
        [
            (f"/vision-characteristic/{each}",)
            for each in ("skapande", "pulserande", "globala", "gemensamma", "balanserade")
        ],
    ),
    (
        "new projects and changes in ways of working",
        "cq62",
        [(PROGRAMME, "ns#WorkingMethodChange"), (PROGRAMME, "ns#Initiative")],
    ),
    (
        "three perspectives",
        "cq29",
        [(f"ns#{each}Perspective", "1") for each in ("Economic", "Social", "Environmental")],
    ),
    ("climate change is the task of no single body", "cq27", [("shared-challenge/klimatforandringar",)]),
]


@pytest.mark.parametrize(("sentence", "number", "rows"), SENTENCES, ids=[each[0] for each in SENTENCES])
def test_a_sentence_of_the_page_is_answered(
    store: ox.Store, sentence: str, number: str, rows: list[tuple[str, ...]]
) -> None:
    solutions = store.query(QUESTIONS[number])
    assert isinstance(solutions, ox.QuerySolutions)
    answers = [[getattr(term, "value", "") for term in row] for row in solutions]
    for wanted in rows:
        found = [row for row in answers if all(any(value.endswith(each) for value in row) for each in wanted)]
        assert found, f"{number} has no row with {wanted}: {sentence}"
