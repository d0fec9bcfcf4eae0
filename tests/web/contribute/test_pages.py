"""`/contribute` behind a real server: classes, forms, their errors, and the file of a proposal."""

from __future__ import annotations

import html
import io
import re
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from lq_graph.checking.check import check_project
from lq_graph.checking.finding import has_violation
from lq_graph.settings import Settings
from web.asgi import Client
from web.uploads import FORM, HTML, UploadServer

PLAN = {  # made up
    "Thing-prefLabel-sv": "Påhittad cykelplan",
    "Thing-prefLabel-en": "Made-up cycle plan",
    "GoverningDocument-appliesTo#1": "id/municipality/helsingborg",
    "ChainElement-isPartOf#2": "id/programme/livskvalitetsprogrammet",
    "ChainElement-addresses#3": "id/challenge/fysiska-och-kommunikativa-hinder",
    "Thing-definition@sv": "En plan\nmed två rader.",
    "Plan-validFrom": "2018-03",
    "Thing-source#1": "https://a.example/plan",
    "Thing-source#1/Document-readDate": "2026-11-23",
}
KNOWN = "id/plan/klimat-och-energiplan-2018-2024"


def inputs(page: str) -> dict[str, str]:
    """The hidden inputs of a page."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return {html.unescape(name): html.unescape(value) for name, value in found}


def ids(page: str) -> list[str]:
    return re.findall(r' id="([^"]+)"', page)


def words(page: str) -> str:
    """What people read on a page."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", page)).split())


def test_the_start_explains_and_lists_what_can_be_contributed(server: UploadServer) -> None:
    swedish, english = server.page("/contribute").text, server.page("/en/contribute").text
    assert "Inget sparas här." in swedish
    assert "Nothing is stored here." in english
    assert "Ett aktiverande styrdokument som anger åtgärder" in swedish
    assert '<a href="/en/contribute/plan">Plan</a>' in english
    assert 'href="/contribute/template.xlsx?class=working-method-change"' in swedish
    assert 'href="/en/contribute/template.csv?class=plan"' in english
    assert 'href="/contribute/chain-element"' not in swedish  # only narrower classes have things
    assert 'href="/validate"' in swedish
    assert words(swedish).index("Nytt värde för en indikator") < words(swedish).index("Allt som går att beskriva")
    assert "<script" not in swedish + english


def test_the_classes_are_folded_and_grouped_by_meaning(server: UploadServer) -> None:
    page = server.page("/contribute").text
    groups = {
        re.search(r'class="title">([^<]+)', each)[1]: re.findall(r'<dt id="([^"]+)"', each)  # type: ignore[index]
        for each in page.split('<details class="group">')[1:]
    }
    assert "plan" in groups["Dokument och beslut"]
    assert "decision" in groups["Dokument och beslut"]
    assert {"direction", "shared-challenge", "working-method-change"} <= set(groups["Inriktning och åtgärder"])
    assert {"target", "goal-system"} <= set(groups["Mål"])
    assert {"observation", "unit"} <= set(groups["Indikatorer och värden"])
    assert {"company", "body-group", "ownership"} <= set(groups["Organisation och deltagande"])
    assert "contribution-link" in groups["Samband och annat"]
    assert sum(map(len, groups.values())) > 30
    assert "<details open" not in page


@pytest.mark.parametrize(("extension", "start"), [("xlsx", b"PK"), ("csv", b"\xef\xbb\xbfAdress")])
def test_a_template_is_a_file_that_is_held(server: UploadServer, extension: str, start: bytes) -> None:
    address = f"/contribute/template.{extension}?class=plan"
    got = server.ask("GET", address)
    assert (got.status, got.body.startswith(start)) == (200, True)
    assert (
        got.headers["content-disposition"]
        == f"attachment; filename=\"plan.{extension}\"; filename*=UTF-8''plan.{extension}"
    )
    assert server.ask("GET", address, if_none_match=got.headers["etag"]).status == 304
    head = server.ask("HEAD", address)
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", str(len(got.body)))


def test_templates_are_found_by_any_name_of_a_class(server: UploadServer) -> None:
    moved = server.ask("GET", "/en/contribute/template.xlsx?class=Viljeinriktning")
    assert (moved.status, moved.headers["location"]) == (308, "/en/contribute/template.xlsx?class=direction")
    assert server.ask("GET", "/contribute/template.xlsx?class=plann").status == 404
    assert server.ask("GET", "/contribute/template.xlsx").status == 400


def test_the_form_of_every_class_is_whole(server: UploadServer) -> None:
    segments = re.findall(r'<dt id="([^"]+)">', server.page("/contribute").text)
    assert len(segments) > 30
    for segment in segments:
        page = server.page(f"/contribute/{segment}").text
        known = ids(page)
        assert len(known) == len(set(known))
        for attribute in ("for", "aria-describedby", "aria-labelledby", "list"):
            for named in re.findall(rf' {attribute}="([^"]+)"', page):
                assert set(named.split()) <= set(known)
        fields = re.findall(r'<(?:input type="text"|select|textarea)[^>]* id="([^"]+)"', page)
        assert set(fields) - set(re.findall(r' for="([^"]+)"', page)) == set()
        assert "<script" not in page


def test_a_form_has_the_input_that_fits_each_field(server: UploadServer) -> None:
    plan, link, value = (
        server.page(f"/contribute/{each}").text for each in ("plan", "contribution-link", "observation")
    )
    assert plan.count('name="ChainElement-isPartOf#') == 2
    assert '<option value="id/programme/livskvalitetsprogrammet">Livskvalitetsprogrammet</option>' in plan
    assert '<textarea id="f-Thing-definition-en" name="Thing-definition@en" rows="4" lang="en"' in plan
    assert plan.count('type="checkbox" id="f-ChainElement-addresses-') == 4
    assert 'name="Thing-source#1/Document-readDate"' in plan
    assert link.count('type="radio" id="f-ContributionLink-hasLinkKind') == 3
    assert value.count('name="Observation-approximate"') == 3
    assert "Vet inte" in value
    assert (
        'list="f-CompletenessStatement-isCompletenessOf-list"' in server.page("/contribute/completeness-statement").text
    )
    assert '<legend>Gäller för kommun eller organisation <span class="optional">(frivilligt)</span></legend>' in plan
    assert '<label for="f-Thing-prefLabel-sv">Namn på svenska</label>' in plan


def test_an_empty_form_is_not_checked(server: UploadServer) -> None:
    reply = server.fill("/contribute/plan", {"Thing-prefLabel-sv": " ", "no-such-input": "x"})
    assert (reply.status, "Formuläret är tomt" in reply.text) == (200, True)


def test_what_is_wrong_comes_first_and_leads_to_its_input(server: UploadServer) -> None:
    sent = {
        "Thing-prefLabel-sv": '"><script>alert(1)</script>',
        "ChainElement-isPartOf#3": "foo",
        "Plan-validFrom": "i fjol",
        "Thing-source#2/Document-readDate": "2026-11-23",
    }
    reply = server.fill("/contribute/plan", sent)
    page = reply.text
    assert (reply.status, reply.headers["cache-control"]) == (200, "no-store")
    assert "<title>Fel: Föreslå: plan" in page
    assert page.index('role="alert"') < page.index("<h1>")
    summary = page[page.index('role="alert"') : page.index("</section>")]
    targets = re.findall(r'<a href="#([^"]+)">', summary)
    assert {"f-Thing-prefLabel-en", "f-ChainElement-isPartOf-3", "f-Plan-validFrom"} <= set(targets)
    assert "f-Thing-source-2-Document-readDate" in targets
    assert set(targets) <= set(ids(page))
    assert page.count('aria-invalid="true"') == len(set(targets))
    assert 'value="&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in page
    assert "<script" not in page
    assert '<option value="foo" selected>foo</option>' in page
    assert "Ett datum är ifyllt, men ingen webbadress bredvid." in page


def test_what_is_wrong_with_the_whole_leads_to_the_value_that_makes_it_so(server: UploadServer) -> None:
    page = server.fill("/contribute/plan", {**PLAN, "Plan-validFrom": "2031"}).text
    assert '<a href="#f-Plan-validFrom">”Påhittad cykelplan” är daterat ”2031”, när ”Livskvalitetsprogrammet”' in page


def groups(page: str) -> dict[str, tuple[bool, str]]:
    """The folded groups of a form by title: whether each is open, and its content."""
    found = re.findall(
        r'<details class="group"( open)?>\s*<summary><span class="title">([^<]+)(.*?)</details>', page, re.S
    )
    return {title: (bool(is_open), content) for is_open, title, content in found}


def test_a_form_begins_with_what_is_required_and_folds_the_rest_by_meaning(server: UploadServer) -> None:
    page = server.page("/contribute/plan").text
    begin = page[: page.index('<details class="group"')]
    required = re.findall(r'id="([^"]+)"[^>]* aria-required="true"', page)
    assert set(required) == set(re.findall(r'id="([^"]+)"[^>]* aria-required="true"', begin)) != set()
    assert begin.index("Thing-prefLabel-sv") < begin.index('name="Thing-source#1"') < begin.index("Plan-validFrom")
    folded = groups(page)
    assert 'name="ChainElement-isResponsibilityOf#1"' in folded["Organisation och ansvar"][1]
    assert 'name="ChainElement-isPartOf#1"' in folded["Samband med annat"][1]
    assert 'name="Thing-definition@sv"' in folded["Beskrivning och annat"][1]
    assert [title for title, (is_open, _) in folded.items() if is_open] == ["Tid"]


def test_a_group_is_open_if_something_in_it_is_filled_or_wrong_or_grows(server: UploadServer) -> None:
    filled = groups(server.fill("/contribute/plan", PLAN, "change").text)
    assert (filled["Samband med annat"][0], filled["Organisation och ansvar"][0]) == (True, False)
    wrong = groups(server.fill("/contribute/plan", {"ChainElement-isPreparedBy#2": "foo"}).text)
    assert (wrong["Samband med annat"][0], wrong["Organisation och ansvar"][0]) == (False, True)
    grown = groups(server.fill("/contribute/plan", {}, "more:ChainElement-isPreparedBy").text)
    assert grown["Organisation och ansvar"][0]


def test_a_hint_has_an_example_from_what_is_there(server: UploadServer) -> None:
    assert re.search(r'id="f-Plan-validFrom-hint">[^<]+ Till exempel: \d{4}', server.page("/contribute/plan").text)
    assert re.search(r'id="f-Plan-validFrom-hint">[^<]+ For example: \d{4}', server.page("/en/contribute/plan").text)


def test_the_other_language_keeps_what_was_typed(server: UploadServer) -> None:
    page = server.fill("/contribute/plan", PLAN, "change").text
    assert 'value="translate:change" formaction="/en/contribute/plan"' in page
    header = page[page.index("<header>") : page.index("</header>")]
    assert '<a href="/en/contribute/plan' not in header
    assert header.index('value="check" hidden') < header.index("formaction")  # Enter checks
    english = server.fill("/en/contribute/plan", PLAN, "translate:change").text
    assert "Propose: plan" in english
    assert 'value="Påhittad cykelplan"' in english
    assert 'value="translate:change" formaction="/contribute/plan"' in english
    assert "Review your proposal" in server.fill("/en/contribute/plan", PLAN, "translate:check").text
    wrong = server.fill("/en/contribute/plan", {**PLAN, "Plan-validFrom": "2031"}, "translate:check").text
    assert "<title>Error: Propose: plan" in wrong
    assert 'value="translate:check"' in wrong


@pytest.mark.parametrize(
    ("path", "typed", "shown"),
    [
        ("/en/contribute/observation", "12,5", "12.5"),
        ("/contribute/observation", "-1 012.55", "-1 012,55"),
        ("/contribute/observation", "12,5", "12,5"),
        ("/contribute/observation", "ca 12.5", "ca 12.5"),
        ("/en/contribute/observation", "2024", "2024"),
    ],
)
def test_a_number_keeps_its_meaning_in_the_other_language(
    server: UploadServer, path: str, typed: str, shown: str
) -> None:
    page = server.fill(path, {"Observation-obsValue": typed}, "translate:change").text
    assert f'name="Observation-obsValue" value="{shown}"' in page


def test_a_field_grows_without_a_check(server: UploadServer) -> None:
    page = server.fill("/contribute/plan", {**PLAN, "ChainElement-isPartOf#3": ""}, "more:ChainElement-isPartOf").text
    assert page.count('name="ChainElement-isPartOf#') == 4
    assert 'value="id/programme/livskvalitetsprogrammet" selected' in page
    assert 'value="id/challenge/fysiska-och-kommunikativa-hinder" checked' in page
    assert 'formaction="/contribute/plan#f-ChainElement-isPartOf-5"' in page
    many = server.fill("/contribute/plan", {**PLAN, "ChainElement-isPartOf#99999999": "x"}, "change").text
    assert many.count('name="ChainElement-isPartOf#') == 2


def test_the_review_says_in_words_what_is_proposed(server: UploadServer) -> None:
    reply = server.fill("/contribute/plan", PLAN)
    page, text = reply.text, words(reply.text)
    assert "Granska ditt förslag" in text
    assert "Inget har sparats." in text
    assert "1 ny, 0 ändras, 0 tas bort, 1 ny källa" in text
    assert "Påhittad cykelplan (plan, finns inte här förut)" in text
    assert "Ingår i dokument eller område: Livskvalitetsprogrammet Möter utmaning: Fysiska och komm" in text
    assert "Källa: https://a.example/plan (läst 2026-11-23)" in text
    assert "Följer av andra uppgifter" in text
    assert "leder mot Livskvalitetsprogrammet" in text.partition("Följer av andra uppgifter")[2]
    assert '<a href="/page/programme/livskvalitetsprogrammet">Livskvalitetsprogrammet</a>' in page
    assert "plan:pahittad-cykelplan" in page
    assert inputs(page) == PLAN
    assert page.count("<h1>") == 1
    assert len(ids(page)) == len(set(ids(page)))
    assert "set-cookie" not in reply.headers


def test_the_proposal_passes_the_check_as_turtle_and_as_a_workbook(
    server: UploadServer, settings: Settings, tmp_path: Path
) -> None:
    turtle = server.fill("/contribute/plan", PLAN, "turtle")
    assert turtle.media_type == "text/turtle"
    assert 'filename="pahittad-cykelplan.ttl"' in turtle.headers["content-disposition"]
    file = tmp_path / "pahittad-cykelplan.ttl"
    file.write_bytes(turtle.body)
    findings = check_project(settings, [file], today=date.today()).findings
    assert not has_violation(findings)
    assert "Påhittad cykelplan" in turtle.text
    workbook = server.fill("/contribute/plan", PLAN, "workbook")
    cells = [cell.value for cell in load_workbook(io.BytesIO(workbook.body)).worksheets[0][3]]
    assert "Livskvalitetsprogrammet" in cells
    checked = server.upload("plan.xlsx", workbook.body)
    assert (checked.status, checked.headers["lq-findings"]) == (200, "violations=0, warnings=0, infos=0")
    page = server.upload("plan.xlsx", workbook.body, accept=HTML).text
    assert ("Inga fel" in page, "download=" in page) == (True, False)  # there is nothing to mark


def test_the_way_back_is_open(server: UploadServer) -> None:
    page = server.fill("/contribute/plan", PLAN, "change").text
    assert 'value="Påhittad cykelplan"' in page
    assert ">\nEn plan\nmed två rader.</textarea>" in page


def test_a_thing_that_is_there_can_be_changed(server: UploadServer) -> None:
    page = server.page(f"/contribute/plan?thing={KNOWN}").text
    assert "Föreslå en ändring: plan" in page
    assert 'value="2018"' in page
    assert page.count('name="Thing-source#') == 8
    assert f'<option value="{KNOWN}">' in server.page("/contribute/plan").text
    changed = {**PLAN, "id": KNOWN, "Thing-prefLabel-sv": "Klimat- och energiplan 2018–2024"}
    text = words(server.fill("/contribute/plan", changed).text)
    assert "(plan, ändring av det som står här)" in text
    assert "Gäller från: 2018-03 nytt 2018 tas bort" in text
    assert "ersätter den som står i datamängden" in text
    turtle = server.fill("/contribute/plan", changed, "turtle").text
    assert "skos:editorialNote" in turtle  # what the form does not ask for stays


def test_the_workbook_of_a_change_changes_the_same(server: UploadServer) -> None:
    """It was read as an export of what is proposed, in which nothing had been changed."""
    changed = {**PLAN, "id": KNOWN, "Thing-prefLabel-sv": "Klimat- och energiplan 2018–2024"}
    workbook = server.fill("/contribute/plan", changed, "workbook")
    text = words(server.upload("plan.xlsx", workbook.body, accept=HTML).text)
    assert "0 nya, 1 ändras, 0 tas bort" in text
    assert "gäller från: 2018 → 2018-03" in text
    assert "sedan filen hämtades" not in text


def test_the_page_of_a_thing_leads_to_its_form(server: UploadServer) -> None:
    page = server.page(f"/en/page/{KNOWN.removeprefix('id/')}").text
    assert f'<a href="/en/contribute/plan?thing={KNOWN}">Propose a change</a>' in page
    assert "Propose a change" not in server.page("/about?iri=http://metadata.un.org/sdg/13").text


def test_what_is_not_there_cannot_be_changed(server: UploadServer) -> None:
    assert server.page("/contribute/plan?thing=id/plan/none").status == 404
    assert server.page("/contribute/plan?thing=id/board/kommunstyrelsen").status == 404
    page = server.fill("/contribute/plan", {**PLAN, "id": "https://evil.example/x"}).text
    assert "Adressen till det som ska ändras finns inte här." in page


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"a=1", "text/plain", 415),
        (b"a=%FF", FORM, 400),
        (b"&".join(b"a=1" for _ in range(2000)), FORM, 400),
        (b"a=" + b"x" * 500_000, FORM, 413),
    ],
)
def test_what_is_no_form_is_refused(server: UploadServer, body: bytes, content_type: str, status: int) -> None:
    assert server.send(body, content_type, "/contribute/plan").status == status


@pytest.mark.parametrize("path", ["/contribute/none", "/en/contribute/none", "/contribute/..%2f..%2fetc"])
def test_a_class_that_nobody_knows_has_no_form(server: UploadServer, path: str) -> None:
    assert server.page(path).status == 404


def test_without_a_service_contributions_are_refused(client: Client) -> None:
    reply = client.page("/contribute")
    assert (reply.status, "Bidrag kan inte granskas just nu" in reply.text) == (503, True)
    assert client.post("/validate", b"<a>", content_type="text/turtle").status == 503


def test_each_task_has_a_workbook(server: UploadServer) -> None:
    page = server.page("/contribute").text
    names = re.findall(r'href="/contribute/task\.xlsx\?task=([a-z-]+)"', page)
    assert set(names) <= {"yearly-values", "new-decision", "new-plan", "withdraw"}
    assert "withdraw" in names
    reply = server.ask("GET", "/contribute/task.xlsx?task=withdraw")
    assert reply.status == 200
    assert load_workbook(io.BytesIO(reply.body)).sheetnames[0] == "Ändring"
    assert server.ask("GET", "/contribute/task.xlsx?task=nosuch").status == 404
    assert server.ask("GET", "/contribute/task.xlsx").status == 400
