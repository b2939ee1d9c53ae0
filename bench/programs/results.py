# SPDX-License-Identifier: Apache-2.0
"""What the times of a case come to, in a table and in a file."""

import csv
import io
import statistics
from dataclasses import dataclass, field

from libraries import OURS

COLUMNS = ["program", "case", "threads", "ratio", "min", "max", "best_peer"]
THREADS = COLUMNS.index("threads")


@dataclass
class Outcome:
    """A case on all libraries: seconds by library, one a round, and what is wrong with those that have none."""

    case: object
    times: dict = field(default_factory=dict)
    problems: dict = field(default_factory=dict)

    def peers(self):
        return [name for name in self.times if name != OURS] if OURS in self.times else []

    def ratio_to(self, peer):
        return statistics.median(self.times[peer]) / statistics.median(self.times[OURS])

    def best(self):
        """The peer with the shortest time, or None."""
        return min(self.peers(), key=self.ratio_to, default=None)

    def spread_to(self, peer):
        """The least and the greatest quotient of single rounds, whose turns lie close in time."""
        quotients = [theirs / ours for theirs, ours in zip(self.times[peer], self.times[OURS])]
        return min(quotients), max(quotients)


def rows(outcomes, threads):
    """Of the file: those cases that have a peer."""
    for outcome in outcomes:
        if best := outcome.best():
            numbers = (outcome.ratio_to(best), *outcome.spread_to(best))
            yield [outcome.case.program, outcome.case.text, threads, *(f"{number:.4f}" for number in numbers), best]


def sections(text):
    """Of a file: each begins with lines of '#', then the columns, then its rows."""
    found = []
    in_head = False
    for line in text.splitlines():
        if line.startswith("#") and not in_head:
            found.append([])
        in_head = line.startswith("#")
        if found:
            found[-1].append(line)
    return found


def of_other_threads(section, threads):
    filled = [line.split(",") for line in section if not line.startswith("#") and line != ",".join(COLUMNS)]
    return all(fields[THREADS:THREADS + 1] != [str(threads)] for fields in filled)


def save(path, head, outcomes, threads):
    """Writes a section; sections of other threads that the file has stay in front of it."""
    kept = sections(path.read_text(encoding="utf-8")) if path.exists() else []
    text = io.StringIO()
    for section in kept:
        if of_other_threads(section, threads):
            print(*section, sep="\n", file=text)
    for line in head:
        print("#", line, file=text)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows(outcomes, threads))
    path.write_text(text.getvalue(), encoding="utf-8")


def table_head(peers):
    names = "".join(f" {name:>{width(name)}}" for name in peers)
    return f"{'program':<8} {'case':<11} {'ours, ms':>10}{names}  {'ratio':>6}  {'range':<13}  best peer"


def width(name):
    return max(8, len(name))


def table_line(outcome, peers):
    """Our time, each peer's relative to it, then the best peer's."""
    times, best = outcome.times, outcome.best()
    ours = f"{statistics.median(times[OURS]) * 1e3:.4g}" if OURS in times else "-"
    cells = (f"{outcome.ratio_to(name):.3f}" if name in outcome.peers() else "-" for name in peers)
    relative = "".join(f" {cell:>{width(name)}}" for cell, name in zip(cells, peers))
    line = f"{outcome.case.program:<8} {outcome.case.text:<11} {ours:>10}{relative}"
    if best:
        low, high = outcome.spread_to(best)
        line += f"  {outcome.ratio_to(best):6.3f}  {f'{low:.3f}-{high:.3f}':<13}  {best}"
    return "\n".join([line] + [f"  {name}: {problem}" for name, problem in outcome.problems.items()])


def summary(outcomes, peers):
    """Geometric means, of the best peer of each case and of each peer alone."""
    judged = [outcome for outcome in outcomes if outcome.best()]
    if not judged:
        return "No ratio: no case was computed by ours and by another library."
    lines = ["", "geometric mean of the ratios, peer's time / ours"]
    best = {}
    for outcome in judged:
        best.setdefault(outcome.case.program, []).append(outcome.ratio_to(outcome.best()))
    for program, ratios in best.items():
        lines.append(mean_line(program, ratios))
    lines.append(mean_line("all", [ratio for ratios in best.values() for ratio in ratios]))
    for name in peers:
        ratios = [outcome.ratio_to(name) for outcome in judged if name in outcome.times]
        if ratios:
            lines.append(mean_line(f"beside {name} alone", ratios))
    return "\n".join(lines)


def mean_line(name, ratios):
    return f"  {name:<32} {statistics.geometric_mean(ratios):.3f}  of {len(ratios)}, {sum(ratio < 1 for ratio in ratios)} below 1"
