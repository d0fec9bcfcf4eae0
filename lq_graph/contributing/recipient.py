"""Who takes a contribution: the steward of the data, else its publisher."""

from __future__ import annotations

from dataclasses import dataclass

from lq_graph.settings import Settings
from lq_graph.text import Texts

_TO_STEWARD = Texts(
    "Skicka filen till den som förvaltar uppgifterna:",
    "Send the file to those who look after the data:",
)
_TO_PUBLISHER = Texts(
    "Det finns ingen adress att skicka filen till. Spara filen, och fråga utgivaren var du lämnar den:",
    "There is no address to send the file to. Keep the file, and ask the publisher where to hand it in:",
)
_MEND = Texts("Rätta felen och granska filen igen.", "Mend the errors and check the file again.")


@dataclass(frozen=True)
class Recipient:
    """Who takes contributions, by a web address, `mailto:` or IRI, and the sentence that the name ends."""

    address: str
    lead: Texts

    def next_step(self, *, is_right: bool) -> Texts:
        """What to do with a file that was checked."""
        if is_right:
            return self.sentence
        return Texts(f"{_MEND.sv} {self.sentence.sv}", f"{_MEND.en} {self.sentence.en}")

    @property
    def sentence(self) -> Texts:
        """What to do with a file, with the address as people write it."""
        address = self.address.removeprefix("mailto:")
        return Texts(f"{self.lead.sv} {address}", f"{self.lead.en} {address}")


def recipient_of(settings: Settings) -> Recipient:
    """The steward of the settings; without one, the publisher of the data."""
    if settings.steward:
        return Recipient(settings.steward, _TO_STEWARD)
    return Recipient(settings.publisher, _TO_PUBLISHER)
