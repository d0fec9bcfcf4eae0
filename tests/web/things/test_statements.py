"""What a source states, what is read into it and what follows stay apart, on pages, in documents and in sheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from lq_graph.checking.check import Checked
from lq_graph.contributing.forms.reference import project_forms
from lq_graph.contributing.templates.export import exported_rows
from lq_graph.names import LQ, RDF, Names
from lq_graph.querying.embedded import EmbeddedEngine, MemoryLimits, load_into_memory, open_store
from lq_graph.releasing.release import DatasetEntry, Release, open_release, write_manifest
from lq_graph.settings import Settings
from lq_graph.text import Texts
from lq_graph.web.app import create_app
from lq_graph.web.pages.graphs import Basis
from lq_graph.web.pages.labels import Labels, look_up
from lq_graph.web.pages.site import Site, template_environment
from lq_graph.web.things.page import ThingPage, thing_page
from lq_graph.web.things.sources import Citations, sources_among
from lq_graph.web.things.statements import (
    Statement,
    for_triples,
    statements_near,
    statements_of_document,
    without_derived,
)
from web.asgi import Client

BASE = "https://city.example/"
NAMES = Names(BASE)
GRAPHS = {
    NAMES.graph("a"): "StatedBySource",
    NAMES.graph("b"): "StatedBySource",
    NAMES.graph("notes"): "ReadIntoSource",
    NAMES.graph("inferred"): "Derived",
    NAMES.graph("catalogue"): None,
}
THINGS = [NamedNode(NAMES.thing("plan", name)) for name in "xyz"]
PROPERTIES = [NamedNode(f"{LQ}{name}") for name in ("isPartOf", "advances", "linksFrom", "rationale", "firstDay")]
TERMS = [*THINGS, Literal("2018"), Literal("Text", language="sv"), NamedNode(f"{LQ}Plan")]
TRIPLES = st.builds(
    Triple, st.sampled_from(THINGS), st.sampled_from([*PROPERTIES, NamedNode(f"{RDF}type")]), st.sampled_from(TERMS)
)
QUADS = st.lists(st.tuples(TRIPLES, st.sampled_from(sorted(GRAPHS))), max_size=12)


@pytest.fixture(scope="module", name="made_up")
def _made_up(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Release:
    """A release that has the views of the project and no data."""
    folder = tmp_path_factory.mktemp("made-up")
    for name in ("store", "datasets", "sparql/views"):
        (folder / name).mkdir(parents=True)
    for view in (settings.sparql / "views").glob("*.rq"):
        (folder / "sparql" / "views" / view.name).write_bytes(view.read_bytes())
    (folder / "SHA256SUMS").write_text("", encoding="utf-8")
    write_manifest(Release(folder, "2026-11-23-abcdef12", BASE, 1, (DatasetEntry("a", "g", Texts("A", "A"), 1),)))
    return open_release(folder)


def site_of(quads: Iterable[tuple[Triple, str]], release: Release, settings: Settings) -> Site:
    """A site over quads, whose graphs state what their statements rest on, and which are merged as a release is."""
    store = Store()
    kinds = [
        (Triple(NamedNode(graph), NamedNode(f"{LQ}holdsStatements"), NamedNode(LQ + kind)), graph)
        for graph, kind in GRAPHS.items()
        if kind is not None
    ]
    for triple, graph in (*quads, *kinds):
        for name in (NamedNode(graph), DefaultGraph()):
            store.add(Quad(triple.subject, triple.predicate, triple.object, name))
    return Site(EmbeddedEngine(store), release, settings, template_environment())


def words(page: ThingPage, basis: Basis) -> set[tuple[str, str]]:
    """The statements that a section shows: their labels and values."""
    section = page.section(basis)
    groups = (*section.facts, *section.mentions)
    return {(group.label.text, value.text) for group in groups for value in group.values}


def page_of(thing: NamedNode, near: list[Statement], labels: Labels, site: Site) -> ThingPage:
    return thing_page(thing, near, site.bases.publishers, Citations(sources_among(near), labels, site.links("sv")))


@given(quads=QUADS)
def test_only_what_a_source_states_is_shown_as_stated(
    made_up: Release, settings: Settings, quads: list[tuple[Triple, str]]
) -> None:
    site = site_of(quads, made_up, settings)
    labels, links = Labels({}), site.links("sv")
    for thing in THINGS:
        near = statements_near(site, thing)
        stated = {each for each, graph in quads if GRAPHS[graph] == "StatedBySource" and thing in (each[0], each[2])}
        assert {each.triple for each in near if each.basis is Basis.STATED and thing in each.triple} == stated
        could_be_shown = {
            *((labels.name(each.predicate.value, links).text, _text(each.object, site)) for each in stated),
            *((_inverse(each, labels, site), _text(each.subject, site)) for each in stated if each.object == thing),
        }
        assert words(page_of(thing, near, labels, site), Basis.STATED) <= could_be_shown


def _text(term: object, site: Site) -> str:
    return site.names.short(term.value) if isinstance(term, NamedNode) else str(getattr(term, "value", term))


def _inverse(triple: Triple, labels: Labels, site: Site) -> str:
    links = site.links("sv")
    return (labels.inverse(triple.predicate.value, links) or labels.name(triple.predicate.value, links)).text


@given(quads=QUADS)
def test_documents_hold_nothing_derived_unless_it_is_asked_for(
    made_up: Release, settings: Settings, quads: list[tuple[Triple, str]]
) -> None:
    site = site_of(quads, made_up, settings)
    given_triples = {triple for triple, graph in quads if GRAPHS[graph] != "Derived"}
    stated = {triple for triple, graph in quads if GRAPHS[graph] == "StatedBySource"}
    read = {triple for triple, graph in quads if GRAPHS[graph] == "ReadIntoSource"}
    for thing in THINGS:
        document = statements_of_document(site, thing)
        triples = set(for_triples(site, document))
        about = {each for each in stated if thing in (each.subject, each.object)}
        assert about <= triples <= given_triples
        described = {each.subject for each in stated}
        assert not {each for each in triples & read - stated if each.subject in described}
        assert {each.triple for each in without_derived(document)} <= given_triples
        assert {(each.triple, each.graph) for each in document} <= set(quads)


# The real data


@pytest.fixture(scope="module", name="real")
def _real(release: Release, settings: Settings) -> Site:
    store = load_into_memory(release.store, MemoryLimits(10**6, 10**10))
    assert store is not None
    return Site(EmbeddedEngine(store), release, settings, template_environment())


@pytest.fixture(scope="module", name="inferred")
def _inferred(release: Release) -> set[Triple]:
    """The triples of the release that nobody stated: those of its inferred graph alone."""
    given_triples, derived = set(), set()
    inferred = NamedNode(Names(release.base).graph("inferred"))
    for quad in open_store(release.store):
        if quad.graph_name == inferred:
            derived.add(quad.triple)
        elif quad.graph_name != DefaultGraph():
            given_triples.add(quad.triple)
    return derived - given_triples


def things_of(release: Release) -> Iterator[NamedNode]:
    """Everything that the datasets of a release describe."""
    found: set[NamedNode] = set()
    for entry in release.datasets:
        for quad in parse(path=release.dataset_file(entry.name), format=RdfFormat.TURTLE):
            if isinstance(quad.subject, NamedNode):
                found.add(quad.subject)
    return iter(sorted(found, key=str))


def test_no_derived_statement_of_any_thing_of_the_real_data_is_presented_as_stated(
    real: Site, release: Release, inferred: set[Triple]
) -> None:
    assert len(inferred) > 1000
    labels = look_up(real, {term for each in inferred for term in each if isinstance(term, NamedNode)})
    wrong: list[object] = []
    things = list(things_of(release))
    for thing in things:
        document = statements_of_document(real, thing)
        wrong.extend(each for each in for_triples(real, document) if each in inferred)
        wrong.extend(each for each in without_derived(document) if each.triple in inferred)
        page = page_of(thing, document, labels, real)
        given_page = page_of(thing, without_derived(document), labels, real)
        for basis in (Basis.STATED, Basis.READ, Basis.OTHER):
            wrong.extend(words(page, basis) - words(given_page, basis))
        assert (page.kinds, page.other_names, page.definition) == (
            given_page.kinds,
            given_page.other_names,
            given_page.definition,
        )
    assert len(things) > 800
    assert wrong == []


def test_sheets_of_the_real_data_hold_only_what_the_datasets_have(checked: Checked) -> None:
    known = project_forms(checked.project)
    given_values = {(each.subject, each.predicate.value) for each in checked.project.data.merged()}
    filled = {
        (NamedNode(row.iri), field.predicate)
        for form in known.forms.values()
        for row in exported_rows(form, known.reference, known.stated, "sv")
        for field in form.own_fields
        if row.values.get(field.key)
    }
    assert len(filled) > 3000
    assert filled <= given_values


# Over HTTP

INTERNET = "https://w3id.org/livskvalitet/id/priority/internet"


@pytest.fixture(scope="module", name="client_of_real")
def _client_of_real(real: Site, release: Release, settings: Settings) -> Client:
    return Client(create_app(real.engine, release, settings))


def quads_of(client: Client, target: str, form: RdfFormat) -> set[Quad]:
    reply = client.get(target)
    assert reply.status == 200, reply.text
    return set(parse(reply.body, format=form))


@pytest.mark.parametrize(
    ("extension", "form"),
    [
        ("ttl", RdfFormat.TURTLE),
        ("nt", RdfFormat.N_TRIPLES),
        ("rdf", RdfFormat.RDF_XML),
        ("jsonld", RdfFormat.JSON_LD),
        ("trig", RdfFormat.TRIG),
        ("nq", RdfFormat.N_QUADS),
    ],
)
def test_a_document_gives_readings_as_records_and_nothing_that_follows(
    client_of_real: Client, inferred: set[Triple], extension: str, form: RdfFormat
) -> None:
    triples = {quad.triple for quad in quads_of(client_of_real, f"/doc/priority/internet.{extension}", form)}
    assert not triples & inferred
    links = {each.subject for each in triples if each.object == NamedNode(INTERNET)}
    assert links
    for name in ("hasLinkKind", "isAssertedBy", "rationale"):
        assert {each.subject for each in triples if each.predicate == NamedNode(LQ + name)} == links


@pytest.mark.parametrize(
    ("extension", "form"), [("trig", RdfFormat.TRIG), ("nq", RdfFormat.N_QUADS), ("jsonld", RdfFormat.JSON_LD)]
)
def test_what_follows_comes_in_its_own_graph_if_it_is_asked_for(
    client_of_real: Client, release: Release, inferred: set[Triple], extension: str, form: RdfFormat
) -> None:
    quads = quads_of(client_of_real, f"/doc/priority/internet.{extension}?derived=true", form)
    graph = NamedNode(Names(release.base).graph("inferred"))
    derived = {quad.triple for quad in quads if quad.graph_name == graph}
    assert derived
    assert derived <= inferred
    assert not {quad.triple for quad in quads if quad.graph_name != graph} & derived
    kind = Quad(graph, NamedNode(f"{LQ}holdsStatements"), NamedNode(f"{LQ}Derived"), DefaultGraph())
    assert kind in quads


def test_formats_without_graphs_do_not_give_what_follows(client_of_real: Client) -> None:
    reply = client_of_real.get("/doc/priority/internet.ttl?derived=true")
    assert reply.status == 406
    assert "application/trig" in reply.text
    assert client_of_real.get("/doc/priority/internet.trig?derived=perhaps").status == 400
    iri = quote(INTERNET, safe="")
    assert client_of_real.get(f"/about?iri={iri}&derived=true", accept="text/turtle").status == 406
    found = client_of_real.get(f"/about?iri={iri}&derived=true", accept="application/trig")
    assert (found.status, found.media_type) == (200, "application/trig")


def test_the_persistent_address_hands_the_wish_for_what_follows_on(client_of_real: Client) -> None:
    reply = client_of_real.get("/id/priority/internet?derived=true", accept="application/trig")
    assert (reply.status, reply.headers["location"]) == (303, "/doc/priority/internet.trig?derived=true")


@pytest.mark.parametrize(
    ("prefix", "headings"),
    [
        ("", ("Enligt källor", "Läst in av", "Följer av andra uppgifter")),
        ("/en", ("Stated by sources", "Read into the sources by", "Follows from other statements")),
    ],
)
def test_a_page_has_a_section_for_each_kind(client_of_real: Client, prefix: str, headings: tuple[str, ...]) -> None:
    _, *sections = client_of_real.page(f"{prefix}/page/priority/internet").text.split('<section class="basis basis-')
    assert [each.partition('"')[0] for each in sections] == ["stated", "read", "derived"]
    for heading, section in zip(headings, sections, strict=True):
        assert heading in section
    stated, read, derived = sections
    assert "/ns#isPartOf" in stated
    assert 'id="source-1"' in stated
    assert "/ns#rationale" in read
    assert "#source-1" in read
    assert "/ns#ChainElement" in derived
    assert "/ns#ChainElement" not in stated + read
