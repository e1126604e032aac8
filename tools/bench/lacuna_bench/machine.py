"""The machine that the numbers are from, and whether it had anything else to do."""

import importlib.metadata
import os
import platform
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

PACKAGES = ("numpy", "scipy", "onnx", "onnxruntime", "torch")

IDLE_LOAD = 0.5
IDLE_SHARE = 0.1
"""CPUs that others may keep busy before the numbers are called into question."""


def cpu() -> dict[str, object]:
    """Model, family and caches of the CPU, as far as the system tells."""
    fields: dict[str, str] = {}
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            key, separator, value = line.partition(":")
            if separator:
                fields.setdefault(key.strip(), value.strip())
    name = fields.get("model name") or platform.processor() or platform.machine()
    known = {"family": "cpu family", "model": "model", "stepping": "stepping"}
    facts: dict[str, object] = {"name": name, "architecture": platform.machine()}
    facts.update({key: fields[field] for key, field in known.items() if field in fields})
    return facts | {"cpus": os.cpu_count() or 1, "caches": _caches()}


def _caches() -> dict[str, str]:
    caches: dict[str, str] = {}
    for folder in sorted(Path("/sys/devices/system/cpu/cpu0/cache").glob("index*")):
        try:
            level = (folder / "level").read_text().strip()
            kind = (folder / "type").read_text().strip()
            size = (folder / "size").read_text().strip()
        except OSError:
            continue
        if kind != "Instruction":
            caches[f"L{level}"] = size
    return caches


def versions(lacuna_version: str) -> dict[str, str]:
    """Versions of all that takes part."""
    found = {"lacuna": lacuna_version}
    commit = _commit()
    if commit:
        found["commit"] = commit
    found["python"] = platform.python_version()
    for name in PACKAGES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = "not found"
    found["system"] = f"{platform.system()} {platform.release()}"
    return found


def _commit() -> str | None:
    """The commit of the sources, with a `+` where they differ from it."""
    here = Path(__file__).parent
    root = here.parents[2]

    def git(*arguments: str) -> str:
        command = ["git", "-C", str(root), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    try:
        changed = git("status", "--porcelain", "--", "Sources", "Package.swift")
        return git("rev-parse", "--short=12", "HEAD") + ("+" if changed else "")
    except (OSError, subprocess.CalledProcessError):
        return None


@dataclass(frozen=True)
class Moment:
    """How long all CPUs have been busy, and this program with its children among them."""

    at: float
    busy: float | None
    own: float

    @staticmethod
    def now() -> "Moment":
        spent = os.times()
        own = spent.user + spent.system + spent.children_user + spent.children_system
        busy = None
        stat = Path("/proc/stat")
        if stat.exists():
            busy = busy_seconds(stat.read_text(), os.sysconf("SC_CLK_TCK"))
        return Moment(time.monotonic(), busy, own)

    def others_since(self, earlier: "Moment") -> float | None:
        """CPUs that others kept busy since then, on average: 0 on an idle machine."""
        if self.busy is None or earlier.busy is None or self.at <= earlier.at:
            return None
        others = (self.busy - earlier.busy) - (self.own - earlier.own)
        return max(0.0, others / (self.at - earlier.at))


def busy_seconds(stat: str, ticks_per_second: int) -> float:
    """From the text of `/proc/stat`: the time that was not idle, stolen time included."""
    found = re.search(r"^cpu +(.*)$", stat, re.MULTILINE)
    if found is None:
        return 0.0
    ticks = [int(field) for field in found.group(1).split()]
    # user, nice, system, idle, iowait, irq, softirq, steal; guest time is in user already.
    idle = sum(ticks[3:5])
    return (sum(ticks[:8]) - idle) / ticks_per_second


def load() -> list[float]:
    """The load averages of 1, 5 and 15 minutes."""
    return [round(value, 2) for value in os.getloadavg()]


def warnings_at_start(load_average: float, others: float | None) -> list[str]:
    """What speaks against measuring now."""
    found = []
    if others is not None and others > IDLE_SHARE:
        found.append(f"other programs keep {others:.2f} CPUs busy")
    if load_average > IDLE_LOAD:
        found.append(
            f"the load average is {load_average:.2f} (what was built a moment ago counts in it)"
        )
    return found


def warnings_at_end(load_average: float, others: float | None, cpus: int) -> list[str]:
    """What speaks against what was measured. One CPU was busy with the measuring itself."""
    found = []
    if others is not None and others > IDLE_SHARE:
        found.append(f"other programs kept {others:.2f} of {cpus} CPUs busy")
    if others is None and load_average > 1 + IDLE_LOAD:
        found.append(f"the load average was {load_average:.2f}, of which 1 is the measuring")
    return found


def shout(problems: list[str]) -> None:
    """Says on standard error, so that nobody misses it, that the machine is not idle."""
    if not problems:
        return
    rule = "!" * 78
    lines = [rule, "!! THE MACHINE IS NOT IDLE: do not trust these numbers."]
    lines += [f"!! {problem}" for problem in problems]
    print("\n".join([*lines, rule]), file=sys.stderr)
