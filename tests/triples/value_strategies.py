"""Random well-formed literals of the datatypes that have an order."""

from __future__ import annotations

from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

XSD = "http://www.w3.org/2001/XMLSchema#"


def typed(text: str, name: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + name))


def typed_as(name: str, texts: st.SearchStrategy[str]) -> st.SearchStrategy[Literal]:
    return texts.map(lambda text: typed(text, name))


ZONES = st.sampled_from(["", "", "Z", "+14:00", "-14:00", "+02:00", "-05:30"])
YEARS = st.sampled_from(["1999", "2000", "2023", "2024", "0001", "-0044", "12024"])
MONTHS = st.sampled_from(["01", "02", "03", "11", "12"])
DAYS = st.sampled_from(["01", "02", "15", "27", "28"])
CLOCK = st.sampled_from(["00:00:00", "23:59:59", "24:00:00", "12:00:00.5", "12:00:00.50", "12:00:00.1", "09:59:59"])
small = st.integers(-3, 3).map(str)
integers = typed_as("integer", small | st.integers(-(2**63), 2**63 - 1).map(str))
tiny_decimals = typed_as("decimal", st.decimals(-4, 4, places=2).map(lambda number: f"{number:f}"))
decimals = tiny_decimals | typed_as("decimal", st.decimals(-(10**18), 10**18, places=18).map(lambda n: f"{n:f}"))
doubles = typed_as("double", small | st.floats().map(lambda x: repr(x).replace("inf", "INF").replace("nan", "NaN")))
floats = typed_as(
    "float", small | st.floats(width=32).map(lambda x: repr(x).replace("inf", "INF").replace("nan", "NaN"))
)
strings = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=9).map(Literal)
booleans = typed_as("boolean", st.sampled_from(["true", "false", "0", "1"]))
dates = typed_as("date", st.builds("{}-{}-{}{}".format, YEARS, MONTHS, DAYS, ZONES))
date_times = typed_as("dateTime", st.builds("{}-{}-{}T{}{}".format, YEARS, MONTHS, DAYS, CLOCK, ZONES))
times = typed_as("time", st.builds("{}{}".format, CLOCK, ZONES))
years = typed_as("gYear", st.builds("{}{}".format, YEARS, ZONES))
year_months = typed_as("gYearMonth", st.builds("{}-{}{}".format, YEARS, MONTHS, ZONES))
months = typed_as("gMonth", st.builds("--{}{}".format, MONTHS, ZONES))
month_days = typed_as("gMonthDay", st.builds("--{}-{}{}".format, MONTHS, DAYS, ZONES))
days = typed_as("gDay", st.builds("---{}{}".format, DAYS, ZONES))
durations = typed_as(
    "duration",
    st.builds("{}P{}Y{}M{}DT{}S".format, st.sampled_from(["", "-"]), *[st.integers(0, 40)] * 3, st.integers(0, 90000)),
)
moments = st.one_of(dates, date_times, times, years, year_months, months, month_days, days)
literals = st.one_of(integers, decimals, doubles, floats, strings, booleans, moments, durations)
