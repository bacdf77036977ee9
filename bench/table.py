"""Turns the lines of bench/compare into a Markdown table of ratios."""
import datetime
import json
import platform
import subprocess
import sys

# Our job, the peer's job, the ratio to reach.
PAIRS = [
    ("read bars", "pandas read csv.gz", None),
    ("btc43 into the caller's buffer", "pandas btc43", 0.1),
    ("lightgbm 200 trees x 31 leaves, rate 0.05", "sklearn HistGradientBoosting 200 trees x 31 leaves, rate 0.05", 0.35),
    ("lightgbm 200 trees, depth 6, 64 leaves, rate 0.05", "xgboost hist 200 trees, depth 6, rate 0.05", 0.33),
    ("random-forest 100 trees, depth 8", "sklearn RandomForest 100 trees, depth 8", 0.1),
    ("predict 15085 rows, 200 trees", "xgb predict 15085 rows", 1 / 3),
    ("predict 1 row x 100", "xgb predict 1 row x 100", None),
]


def command(*words):
    try:
        return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "?"


def best(lines, key, name):
    found = [line for line in lines if line.get(key) == name]
    return min(found, key=lambda line: line["seconds"]) if found else None


def seconds(line):
    value = line["seconds"]
    return f"{value:.2f} s" if value >= 1 else f"{1000 * value:.2f} ms"


def shapes(lines):
    """Jobs on made tables have the same name on both sides."""
    names = {"lightgbm": ("HistGradientBoosting", 0.35), "xgboost": ("XGBoost hist", 0.33)}
    for line in lines:
        if "peak_mb" in line and "weathervane" in line:
            yield line["weathervane"], *names[line["weathervane"].split()[0]]


def memory(line):
    return f"{line['peak_mb']:.0f} MB" if "peak_mb" in line else ""


def quality(line):
    return f"{line['log_loss']:.5f}" if "log_loss" in line else ""


lines = [json.loads(line) for line in open(sys.argv[1]) if line.startswith("{")]
processor = next((l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), platform.processor())
print(f"{datetime.date.today()}, {processor}, {command('nproc')} cores, .NET {command('dotnet', '--version')}, "
      "two threads, warm, medians, binning included; the faster of two rounds of ours.\n")
print("| job | Weathervane | peer | | ratio | to reach | log loss: ours | peer's | peak memory: ours | peer's |")
print("|---|--:|---|--:|--:|--:|--:|--:|--:|--:|")
for ours, theirs, shown, goal in [(o, t, t, g) for o, t, g in PAIRS] + [(name, name, peer, goal) for name, peer, goal in shapes(lines)]:
    a, b = best(lines, "weathervane", ours), best(lines, "peer", theirs)
    if a and b:
        print(f"| {ours} | {seconds(a)} | {shown} | {seconds(b)} | {a['seconds'] / b['seconds']:.3f} | "
              f"{'' if goal is None else f'{goal:.2f}'} | {quality(a)} | {quality(b)} | {memory(a)} | {memory(b)} |")
