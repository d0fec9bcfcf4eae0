"""What is here as a sheet to edit: all things of a class, or those of one body."""

from __future__ import annotations

import io

from openpyxl import load_workbook

from web.uploads import HTML, UploadServer

COUNCIL = "id/council/kommunfullmaktige"


def test_what_is_here_comes_as_a_workbook_that_is_held(server: UploadServer) -> None:
    reply = server.ask("GET", "/contribute/export.xlsx?class=decision")
    assert 'filename="beslut.xlsx"' in reply.headers["content-disposition"]
    assert reply.headers["cache-control"].startswith("public")
    tag = reply.headers["etag"]
    assert server.ask("GET", "/contribute/export.xlsx?class=decision", if_none_match=tag).status == 304
    assert server.ask("GET", "/contribute/export.csv?class=decision").headers["etag"] != tag
    sheet = load_workbook(io.BytesIO(reply.body)).worksheets[0]
    assert len([row for row in sheet.iter_rows(min_row=3, max_col=1, values_only=True) if row[0]]) == len(
        server.sheet("/contribute/export.csv?class=decision")
    )


def test_an_export_sent_back_unchanged_is_right(server: UploadServer) -> None:
    exported = server.ask("GET", "/en/contribute/export.xlsx?class=department").body
    assert "violations=0" in server.upload("departments.xlsx", exported).headers["lq-findings"]


def test_a_body_gets_its_own_things(server: UploadServer) -> None:
    every, own = (server.sheet(f"/contribute/export.csv?class=decision{more}") for more in ("", f"&body={COUNCIL}"))
    assert 0 < len(own) < len(every)
    assert all("Kommunfullmäktige" in row.values() for row in own)
    itself = server.sheet(f"/contribute/export.csv?class=council&body={COUNCIL}")
    assert [row["Adress (fylls i automatiskt)"].rpartition("/")[2] for row in itself] == ["kommunfullmaktige"]


def test_the_pages_offer_the_bodies_that_have_something(server: UploadServer) -> None:
    option = f'<option value="{COUNCIL}">'
    assert option in server.page("/contribute").text
    assert option in server.page("/contribute/decision").text
    assert option not in server.page("/contribute/place").text


def test_what_is_not_there_is_refused_in_words(server: UploadServer) -> None:
    for body in ("id/council/none", "id/company/oresundskraft-ab", "https://evil.example/"):
        reply = server.ask("GET", f"/contribute/export.xlsx?class=decision&body={body}", accept=HTML)
        assert (reply.status, "Välj ett annat slag eller organ" in reply.text) == (404, True)
    assert server.ask("GET", "/contribute/export.xlsx").status == 400
    assert server.ask("GET", "/contribute/export.xlsx?class=plann").status == 404
    moved = server.ask("GET", f"/en/contribute/export.csv?class=Beslut&body={COUNCIL}")
    assert moved.headers["location"] == f"/en/contribute/export.csv?class=decision&body={COUNCIL}"
