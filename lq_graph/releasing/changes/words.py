"""The fixed words in which changes are told."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from lq_graph.settings import Texts

ONE_ADDED, MANY_ADDED = Texts("1 sak tillkom", "1 thing added"), Texts("{n} saker tillkom", "{n} things added")
CHANGED, REMOVED = Texts("{n} ändrades", "{n} changed"), Texts("{n} togs bort", "{n} removed")
ADDED_VALUES = Texts("{values} tillkom", "added {values}")
REMOVED_VALUES = Texts("{values} togs bort", "removed {values}")
IN_LANGUAGE = Texts("{property} på {language}", "{property} in {language}")
OTHER_KIND = Texts("Övrigt", "Other")
NAMELESS = Texts("utan adress", "without an address")
YES, NO = Texts("ja", "yes"), Texts("nej", "no")
KINDS: Mapping[str, Texts] = MappingProxyType(
    {
        "added": Texts("Tillkom", "Added"),
        "changed": Texts("Ändrades", "Changed"),
        "removed": Texts("Togs bort", "Removed"),
    }
)
SAME = Texts("Grafen säger detsamma som förut.", "The graph says the same as before.")
MORE = Texts("och {n} till", "and {n} more")
LEFT_OUT = Texts(
    "Utelämnat av utrymmesskäl: {n}. Kör `lq diff` för att se allt.",
    "Left out for lack of space: {n}. Run `lq diff` to see all.",
)

_LANGUAGES: Mapping[str, Texts] = MappingProxyType(
    {
        "ar": Texts("arabiska", "Arabic"),
        "da": Texts("danska", "Danish"),
        "de": Texts("tyska", "German"),
        "en": Texts("engelska", "English"),
        "es": Texts("spanska", "Spanish"),
        "fa": Texts("persiska", "Persian"),
        "fi": Texts("finska", "Finnish"),
        "fit": Texts("meänkieli", "Meänkieli"),
        "fr": Texts("franska", "French"),
        "nb": Texts("norskt bokmål", "Norwegian Bokmål"),
        "nn": Texts("nynorsk", "Norwegian Nynorsk"),
        "no": Texts("norska", "Norwegian"),
        "pl": Texts("polska", "Polish"),
        "rom": Texts("romani", "Romani"),
        "se": Texts("nordsamiska", "Northern Sami"),
        "so": Texts("somaliska", "Somali"),
        "sv": Texts("svenska", "Swedish"),
        "yi": Texts("jiddisch", "Yiddish"),
        "zh": Texts("kinesiska", "Chinese"),
    }
)


def language_name(tag: str) -> Texts:
    """What a language is called, by its tag; the tag itself where it has no word here. BCP 47."""
    return _LANGUAGES.get(tag.lower(), Texts(tag, tag))
