"""The rules of OWL 2 RL in words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

RULES = "https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules"

IN_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "cax-eqc1": "equivalent class",
        "cax-eqc2": "equivalent class",
        "cax-sco": "subclass",
        "cls-avf": "all values from",
        "cls-hv1": "has value",
        "cls-hv2": "has value",
        "cls-int1": "intersection",
        "cls-int2": "intersection",
        "cls-maxc2": "at most one value",
        "cls-oo": "enumeration",
        "cls-svf1": "some values from",
        "cls-svf2": "some values from",
        "cls-uni": "union",
        "eq-rep-o": "the same object",
        "eq-rep-p": "the same property",
        "eq-rep-s": "the same subject",
        "eq-sym": "sameness, symmetric",
        "eq-trans": "sameness, transitive",
        "prp-dom": "domain",
        "prp-eqp1": "equivalent property",
        "prp-eqp2": "equivalent property",
        "prp-fp": "functional property",
        "prp-ifp": "inverse functional property",
        "prp-inv1": "inverse property",
        "prp-inv2": "inverse property",
        "prp-rng": "range",
        "prp-spo1": "subproperty",
        "prp-spo2": "property chain",
        "prp-symp": "symmetric property",
        "prp-trp": "transitive property",
    }
)


def in_words(rule: str) -> str:
    """A rule by its name, and what it is about in a few words where that is known."""
    return f"{rule} ({IN_WORDS[rule]})" if rule in IN_WORDS else rule
