"""Measured results: their targets, and how they are written as Markdown."""

import re
from dataclasses import dataclass
from statistics import median

HEADER = "| | lin_mil on PyTorch | linmil | ratio | target |\n|---|---|---|---|---|"


@dataclass
class Comparison:
    """Pairs of the peer's figure and linmil's, measured in turn. Smaller is better. The ratio is peer / linmil."""

    name: str
    unit: str
    pairs: list
    target: float | None = None

    @property
    def ratios(self):
        return [peer / ours for peer, ours in self.pairs]

    @property
    def holds(self):
        return self.target is None or median(self.ratios) >= self.target

    def cells(self):
        peer, ours = (median(side) for side in zip(*self.pairs))
        ratio = f"{median(self.ratios):.2f}x"
        if len(self.pairs) > 1:
            ratio += f" ({min(self.ratios):.2f} to {max(self.ratios):.2f})"
        target = "" if self.target is None else verdict(f"at least {self.target:g}x", self.holds)
        return f"{quantity(peer, self.unit)}", f"{quantity(ours, self.unit)}", ratio, target


@dataclass
class Limit:
    """A figure of linmil that must stay below a bound, with the peer's figure if it was measured."""

    name: str
    unit: str
    ours: float
    bound: float
    peer: float | None = None

    @property
    def holds(self):
        return self.ours < self.bound

    def cells(self):
        target = verdict(f"under {self.bound:g} {self.unit}", self.holds)
        if self.peer is None:
            return "not run", quantity(self.ours, self.unit), "", target
        return quantity(self.peer, self.unit), quantity(self.ours, self.unit), f"{self.peer / self.ours:.2f}x", target


def quantity(value, unit):
    """A figure with its unit. A timing is not more precise than three digits."""
    return f"{value:.3g} {unit}" if value < 1000 else f"{value:,.0f} {unit}"


def verdict(target, holds):
    return f"{target}: {'holds' if holds else '**missed**'}"


def table(results):
    """The results as a Markdown table."""
    return "\n".join([HEADER, *(f"| {' | '.join([result.name, *result.cells()])} |" for result in results)])


def markers(name):
    """A pattern for the two marker comments of that name in a document, and the text between them."""
    return re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)


def has_markers(path, name="benchmark"):
    """Whether a document has the two marker comments."""
    return path.is_file() and markers(name).search(path.read_text()) is not None


def write_between_markers(path, text, name="benchmark"):
    """Replaces the text between the two marker comments of a document."""
    path.write_text(markers(name).sub(lambda match: f"{match[1]}{text}\n{match[2]}", path.read_text()))
