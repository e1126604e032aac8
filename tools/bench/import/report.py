"""Makes a table of what ImportThroughput printed, the median of each file's runs."""

import json
import statistics
import sys
from collections import defaultdict

runs = defaultdict(list)
for line in sys.stdin:
    run = json.loads(line)
    runs[run["file"], run["fileBytes"]].append(run)

print("| File | Size | Import | Import and every weight read | Peak memory |")
print("|---|---|---|---|---|")
for (name, size), group in runs.items():
    opened = statistics.median(run["importSeconds"] for run in group)
    whole = statistics.median(run["importSeconds"] + run["readSeconds"] for run in group)
    peak = max(run["peakBytes"] for run in group)
    print(
        f"| {name} | {size / 1e6:,.0f} MB | {opened:.3f} s | {whole:.3f} s, "
        f"{size / 1e6 / whole:,.0f} MB/s | {peak / 1e6:,.0f} MB, {peak / size:.2f} of the file |"
    )
