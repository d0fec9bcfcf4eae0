"""Made-up rows with one error each, for sheets of many classes, and the cell where each error is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

Cells = Mapping[str, object]

SWEDISH, ENGLISH, SOURCE, READ = "Thing-prefLabel-sv", "Thing-prefLabel-en", "Thing-source#1", "Document-readDate"
READ_1, READ_2 = f"{SOURCE}/{READ}", f"Thing-source#2/{READ}"


@dataclass(frozen=True)
class Seed:
    """A row of a class with some cells changed, the code that is to be found, and the key of the column to find it in.

    A value that begins with `id/` or `lq:` is written as the thing's name in the language of the sheet; of several, a
    row takes the one with its number. `code` is None for a row that is right; only a workbook can hold what is not
    `in_csv`.
    """

    class_: str
    code: str | None
    key: str
    cells: Cells
    in_csv: bool = True


def wrong(class_: str, code: str, key: str, value: object, more: Cells = MappingProxyType({}), **how: bool) -> Seed:
    """A row with a value that is wrong in its cell."""
    return Seed(class_, code, key, {**more, key: value}, **how)


def empty(class_: str, code: str, key: str, more: Cells = MappingProxyType({})) -> Seed:
    """A row with a cell that should be filled."""
    return Seed(class_, code, key, {**more, key: None})


def right(class_: str, cells: Cells = MappingProxyType({})) -> Seed:
    """A row with nothing wrong in it."""
    return Seed(class_, None, "", cells)


_GOALS = (
    "bara-naturlig-forsurning",
    "begransad-klimatpaverkan",
    "ett-rikt-odlingslandskap",
    "ett-rikt-vaxt-och-djurliv",
    "frisk-luft",
    "giftfri-miljo",
    "god-bebyggd-miljo",
    "ingen-overgodning",
    "levande-skogar",
    "myllrande-vatmarker",
    "saker-stralmiljo",
    "skyddande-ozonskikt",
)
BASES: Mapping[str, Cells] = {
    "plan": {
        "GoverningDocument-appliesTo#1": "id/municipality/helsingborg",
        "Plan-validFrom": "2017",
        "Thing-validThrough": "2019-12-31",
    },
    "project": {
        "Initiative-isResponsibilityOf#1": "id/department/miljoforvaltningen",
        "ChainElement-implements#1": "id/plan/avfallsplan-2016-2020",
        "Project-validFrom": "2024-01",
        "Project-validThrough": "2024-06",
    },
    "contribution-link": {
        "ContributionLink-linksFrom": "id/plan/avfallsplan-2016-2020",
        "ContributionLink-statesContributionTo": tuple(f"id/goal/{key}" for key in _GOALS),
        "ContributionLink-hasLinkKind": "lq:Documented",
        "ContributionLink-isAssertedBy#1": "id/body/lq-redaktionen",
    },
    "observation": {
        "Observation-observesIndicator": "id/indicator/foreign-born",
        "Observation-refArea": "id/municipality/helsingborg",
        "Observation-obsValue": "12,5",
        "Observation-unitMeasure": "id/unit/percent",
        "Observation-refPeriod": tuple(str(year) for year in range(1990, 2020)),
        "Observation-statedPeriod": tuple(f"våren {year}" for year in range(1990, 2020)),
        "Observation-dataSet": "id/observation-set/helsingborg-indicators",
    },
    "decision": {
        "Decision-decisionDate-given": "1/5 2024",
        "Decision-isDecidedBy#1": "id/council/kommunfullmaktige",
        "Decision-decidesOn#1": "id/plan/avfallsplan-2016-2020",
    },
    "target": {"Target-isSetBy#1": "id/plan/avfallsplan-2016-2020"},
    "target-value": {
        "TargetValue-numericValue": "5",
        "TargetValue-hasUnit": "id/unit/percent",
        "TargetValue-hasComparison": "lq:AtLeast",
        "TargetValue-targetYear": "2030",
    },
    "ownership": {
        "Ownership-hasOwner": "id/municipality/bjuv",
        "Ownership-isOwnershipOf": "id/company/ab-helsingborgshem",
        "Ownership-ownershipShare": "1",
    },
    "priority": {"Priority-isPartOf": "id/focus-area/oppna"},
    "company": {},
    "goal": {"Goal-isGoalIn": "id/goal-system/miljomalen"},
    "completeness-statement": {
        "CompletenessStatement-isCompletenessOf": "id/vision/helsingborg-2035",
        "CompletenessStatement-countsClass": "lq:Direction",
        "CompletenessStatement-expectedCount": "5",
        "CompletenessStatement-editorialNote-sv#1": "Okänt.",
        "CompletenessStatement-editorialNote-en#1": "Unknown.",
    },
    "participation": {
        "Participation-concerns#1": "id/plan/avfallsplan-2016-2020",
        "Participation-involves-known#1": "id/stakeholder-group/foreningar",
    },
    "indicator": {"Indicator-measures#1": "id/quantity/employment"},
}


PLAN, LINK, VALUE, TWIN = "plan", "contribution-link", "target-value", "Påhittad tvilling"
DEFINED, DEFINED_EN = "Thing-definition@sv", "Thing-definition@en"
FROM, TO = "ContributionLink-linksFrom", "ContributionLink-statesContributionTo"
INTERPRETED_TO = "ContributionLink-interpretsContributionTo"
READ_AS = "ContributionLink-interpretsContributionTo"
KIND, WHY_SV, WHY_EN = (f"ContributionLink-{name}" for name in ("hasLinkKind", "rationale-sv", "rationale-en"))
PART, REPLACES = "ChainElement-isPartOf", "GoverningDocument-replaces#2"
EXPECTED, SHARE, AREA = "CompletenessStatement-expectedCount", "Ownership-ownershipShare", "Observation-refArea"
OBSERVED, WHEN, STATED = "Observation-obsValue", "Observation-refPeriod", "Observation-statedPeriod"
INCOME = {"Observation-observesIndicator": "id/indicator/median-income", "Observation-unitMeasure": "id/unit/sek"}

SEEDS: tuple[Seed, ...] = (
    *map(right, BASES),
    right(PLAN, {"id": "pahittad-egen"}),
    right(PLAN, {SOURCE: "https://example.org/shared"}),
    right(PLAN, {SWEDISH: TWIN}),
    right("project", {SWEDISH: TWIN}),
    right("observation", {"Observation-approximate": "ja", WHEN: "2024-05", STATED: "maj 2024"}),
    right("observation", INCOME | {OBSERVED: "293 234,50"}),
    right("decision", {"Decision-decisionDate-given": "den 1:a maj -24"}),
    # what cannot be read
    wrong(PLAN, "cell-not-in-list", f"{PART}#1", "Livskvalitetsprogramet"),
    wrong(PLAN, "cell-not-in-list", f"{PART}#2", "https://example.org/x"),
    wrong(PLAN, "cell-not-in-list", f"{PART}#2", "id/plan/finns-inte"),
    wrong(PLAN, "cell-not-in-list", "ChainElement-addresses#2", "Ensamhet"),
    wrong(PLAN, "cell-not-in-list", REPLACES, "id/body/lq-redaktionen"),
    wrong(PLAN, "cell-has-several-meanings", f"{PART}#1", TWIN),
    wrong("decision", "cell-not-in-list", "Decision-decidesOn#1", "Ingen sådan plan"),
    wrong(PLAN, "cell-not-a-day", "Plan-validFrom", "snart"),
    wrong(PLAN, "cell-not-a-day", "Plan-validFrom", "2017–2019"),
    wrong(PLAN, "cell-not-a-day", "Thing-validThrough", "tills vidare"),
    wrong(PLAN, "cell-not-a-day", READ_1, "2024–05–01"),
    wrong("decision", "cell-not-a-day", "Decision-decisionDate-given", "Q1 2024"),
    wrong(PLAN, "cell-not-a-day", "Plan-validFrom", "1/5/2018"),
    wrong(PLAN, "cell-not-a-day", "Thing-validThrough", "2019-02-30"),
    wrong(PLAN, "cell-not-a-day", READ_1, "2024"),
    wrong(PLAN, "cell-not-an-address", SOURCE, "kommunens webb", {READ_1: None}),
    wrong(PLAN, "cell-not-an-address", "Thing-source#2", "www.example.org"),
    wrong(PLAN, "cell-not-an-address", "Thing-source#3", "mailto:a@example.org"),
    wrong(PLAN, "cell-not-an-address", SOURCE, "https://example.org/1; https://example.org/2", {READ_1: None}),
    wrong(PLAN, "cell-not-an-address", "Thing-source#2", "KS 2024/12"),
    wrong(PLAN, "cell-describes-nothing", READ_2, "2024-05-01"),
    wrong(PLAN, "cell-says-otherwise", READ_1, "2024-05-02", {SOURCE: "https://example.org/shared"}),
    wrong(PLAN, "row-id-elsewhere", "id", "https://example.com/id/plan/x"),
    wrong(PLAN, "row-id-of-another-class", "id", "id/programme/x"),
    wrong(PLAN, "row-id-not-a-key", "id", "Min Plan"),
    wrong(PLAN, "row-id-used-twice", "id", "pahittad-egen"),
    wrong(PLAN, "cell-formula-without-value", "ChainElement-implements#1", "=1+1", in_csv=False),
    wrong(PLAN, "cell-error-value", "Thing-notation#1", "#REF!", in_csv=False),
    wrong("observation", "observation-unit-differs", "Observation-unitMeasure", "id/unit/persons"),
    wrong("observation", "cell-not-a-number", OBSERVED, "många"),
    wrong("observation", "cell-not-a-number", OBSERVED, "5 %"),
    wrong("observation", "cell-not-a-number", OBSERVED, "12 kr"),
    wrong("observation", "cell-not-a-number", OBSERVED, "12.345"),
    wrong("observation", "cell-not-a-number", OBSERVED, "1½"),
    wrong("observation", "cell-not-a-number", OBSERVED, "uppgift saknas"),
    wrong("observation", "cell-not-yes-or-no", "Observation-approximate", "kanske"),
    wrong("observation", "cell-not-in-list", AREA, "Helsingborgs komun"),
    wrong("observation", "cell-not-in-list", "Observation-unitMeasure", "procentt"),
    wrong("observation", "cell-not-a-day", WHEN, "våren"),
    wrong("observation", "cell-not-a-day", WHEN, "2024-13"),
    wrong(VALUE, "cell-not-a-day", "TargetValue-targetYear", "2030-01-01"),
    wrong(VALUE, "cell-not-in-list", "TargetValue-hasComparison", "lika med"),
    wrong(VALUE, "cell-not-in-list", "TargetValue-isSetBy#1", "id/body/lq-redaktionen"),
    wrong("completeness-statement", "cell-not-a-number", EXPECTED, "5,5"),
    # what is missing
    empty(PLAN, "Thing-prefLabel-sv", SWEDISH),
    empty(PLAN, "Thing-prefLabel-en", ENGLISH),
    empty(PLAN, "Thing-source", SOURCE, {READ_1: None}),
    empty(PLAN, "Document-readDate", READ_1),
    right("observation", {"Observation-dataSet": None}),
    empty(PLAN, "Document-readDate", READ_2, {"Thing-source#2": "https://example.org/unread"}),
    empty(PLAN, "GoverningDocument-appliesTo", "GoverningDocument-appliesTo#1"),
    empty(PLAN, "Plan-validFrom", "Plan-validFrom"),
    empty("project", "Initiative-isResponsibilityOf", "Initiative-isResponsibilityOf#1"),
    Seed("project", "Initiative-aim", f"{PART}#1", {"ChainElement-implements#1": None}),
    empty(LINK, "ContributionLink-linksFrom", FROM),
    empty(LINK, "ContributionLink-hasLinkKind", KIND),
    empty(LINK, "ContributionLink-isAssertedBy", "ContributionLink-isAssertedBy#1"),
    Seed(LINK, "ContributionLink-end", TO, {TO: None}),
    wrong(
        LINK,
        "ContributionLink-end",
        INTERPRETED_TO,
        "id/plan/trafikplan-2017",
        {TO: "id/plan/klimat-och-energiplan-2018-2024"},
    ),
    empty("observation", "Observation-observesIndicator", "Observation-observesIndicator"),
    empty("observation", "Observation-refArea", AREA),
    empty("observation", "Observation-obsValue", OBSERVED),
    empty("decision", "Decision-decisionDate-given", "Decision-decisionDate-given"),
    empty("decision", "Decision-isDecidedBy", "Decision-isDecidedBy#1"),
    Seed("decision", "Decision-object", "Decision-adopts#1", {"Decision-decidesOn#1": None}),
    Seed("target", "Target-origin", "Target-isTargetOf#1", {"Target-isSetBy#1": None}),
    empty(VALUE, "TargetValue-targetYear", "TargetValue-targetYear"),
    empty("priority", "Priority-isPartOf", "Priority-isPartOf"),
    empty("participation", "Participation-involves-known", "Participation-involves-known#1"),
    Seed("indicator", "Indicator-purpose", "Indicator-measures#1", {"Indicator-measures#1": None}),
    # what is there and wrong
    wrong(PLAN, "period-reversed", "Thing-validThrough", "2017", {"Plan-validFrom": "2018"}),
    wrong(PLAN, "row-exists", SWEDISH, "Avfallsplan 2016–2020"),
    wrong("project", "part-of-cycle", f"{PART}#1", "Påhittad ring", {SWEDISH: "Påhittad ring"}),
    Seed(LINK, "ContributionLink-linksFrom-self", FROM, {TO: "id/plan/avfallsplan-2016-2020"}),
    wrong(LINK, "ContributionLink-hasLinkKind-stated", KIND, "lq:Interpreted"),
    Seed(
        LINK,
        "ContributionLink-hasLinkKind-interpreted",
        KIND,
        {TO: None, READ_AS: "id/goal/giftfri-miljo", WHY_SV: "För att.", WHY_EN: "Because."},
    ),
    empty(
        LINK,
        "ContributionLink-rationale-en",
        WHY_EN,
        {TO: None, READ_AS: "id/goal/frisk-luft", KIND: "lq:Interpreted", WHY_SV: "För att."},
    ),
    wrong("ownership", "Ownership-ownershipShare", SHARE, "100,5"),
    wrong("ownership", "Ownership-ownershipShare", SHARE, "−1"),
    wrong("priority", "Priority-notation", "Priority-notation#1", "utan fyrkant"),
    wrong("company", "Body-identifier", "Body-identifier", "5561234567"),
    wrong("goal", "Goal-colour", "Goal-colour", "grön"),
    wrong("completeness-statement", EXPECTED, EXPECTED, "-1"),
    # texts that no one should publish; letters in pieces and characters without width are mended when a sheet is read
    wrong(PLAN, "Thing-prefLabel-sv", SWEDISH, "\u200b\u200b", in_csv=False),
    wrong(PLAN, "text-markup", SWEDISH, "<b>Påhittad</b> gata"),
    wrong(PLAN, "text-markup", DEFINED, "Det som **staden** vill."),
    wrong(PLAN, "text-is-address", SWEDISH, "https://example.org/gatuplan"),
    wrong(PLAN, "text-wrong-encoding", SWEDISH, "PÃ¥hittad vÃ¤g"),
    wrong(PLAN, "text-wrong-encoding", DEFINED, "GÃ¤ller hela staden."),
    wrong(PLAN, "text-lost-character", SWEDISH, "P\ufffdhittad tunnel", in_csv=False),
    wrong(PLAN, "text-lost-character", SWEDISH, "P?hittad kaj"),
    wrong(PLAN, "text-hidden-character", "Thing-notation#1", "KS\u202e2024", in_csv=False),
    wrong(PLAN, "text-line-break", SWEDISH, "Påhittad\npark", in_csv=False),
    wrong(PLAN, "text-too-long", SWEDISH, "Påhittad allé i staden " * 20),
    wrong(PLAN, "text-personal-number", DEFINED, "Anmäld av 19811228-9874."),
    wrong(PLAN, "text-personal-data", DEFINED, "Fråga Anna Andersson, 070-123 45 67."),
    wrong(PLAN, "text-contact", DEFINED, "Skriv till info@example.org."),
    wrong(PLAN, "text-languages-swapped", DEFINED, "What the city wants.", {DEFINED_EN: "Det som staden vill."}),
    wrong(PLAN, "text-other-language", DEFINED_EN, "Det som staden vill med sina gator."),
    wrong("company", "organisation-number-check-digit", "Body-identifier", "556012-5791"),
    wrong("company", "organisation-number-taken", "Body-identifier", "556048-0674"),
)
