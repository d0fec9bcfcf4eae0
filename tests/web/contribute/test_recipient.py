"""Who a contribution is sent to, as pages say it."""

from __future__ import annotations

from dataclasses import replace

from lq_graph.contributing.recipient import recipient_of
from lq_graph.errors import EngineError
from lq_graph.querying.engine import Engine
from lq_graph.releasing.release import Release
from lq_graph.settings import Settings
from lq_graph.web.contribute.recipient import recipient_link
from lq_graph.web.pages.site import Site, template_environment
from web.uploads import UploadServer


def site(engine: Engine, city: Release, settings: Settings) -> Site:
    return Site(engine, city, settings, template_environment())


def test_a_steward_is_named_by_their_address(engine: Engine, city: Release, site_settings: Settings) -> None:
    settings = replace(site_settings, steward="mailto:steward@example.org")
    link = recipient_link(site(engine, city, settings), "sv")
    assert (link.href, link.name.text) == ("mailto:steward@example.org", "steward@example.org")
    assert recipient_of(settings).sentence.sv.endswith("till den som förvaltar uppgifterna: steward@example.org")


def test_without_a_steward_the_publisher_is_named(engine: Engine, city: Release, site_settings: Settings) -> None:
    settings = replace(site_settings, steward="", publisher=f"{city.base}id/body/none")
    link = recipient_link(site(engine, city, settings), "en")
    assert (link.href, link.name.text) == ("/en/page/body/none", "id/body/none")
    assert "There is no address" in link.lead


def test_a_page_stands_while_the_engine_fails(city: Release, site_settings: Settings) -> None:
    class Failing:
        def answer(self, query: object) -> object:
            raise EngineError("made up")

    settings = replace(site_settings, steward="")
    link = recipient_link(Site(Failing(), city, settings, template_environment()), "sv")  # type: ignore[arg-type]
    assert link.name.text == "id/body/lq-redaktionen"


def test_pages_name_the_publisher_where_a_file_is_to_be_sent(server: UploadServer) -> None:
    for path, language in (("/contribute", ""), ("/en/contribute", "/en")):
        assert f'<a href="{language}/page/body/lq-redaktionen">' in server.page(path).text
