"""Keeps a server busy with everything at once, and prints its memory every minute; bench/soak starts the server.

    soak.py URL MINUTES PID BARS.csv

The first 15,000 bars are the model's; the next ones come in, one a second.
"""
import csv
import http.client
import json
import random
import sys
import threading
import time
from urllib.parse import urlsplit

url, minutes, pid, bars = urlsplit(sys.argv[1]), float(sys.argv[2]), sys.argv[3], sys.argv[4]
LEARNT = 15_000
stop = threading.Event()
lock = threading.Lock()
counts, slowest, failures = {}, {}, []


class Client:
    """One connection that stays open."""

    def __init__(self):
        self.connection = http.client.HTTPConnection(url.hostname, url.port, timeout=60)

    def send(self, method, path, body=None):
        self.connection.request(method, path, None if body is None else json.dumps(body), {"Content-Type": "application/json"})
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise OSError(f"{method} {path}: {answer.status} {text[:200]}")
        return json.loads(text) if text else None


def loop(name, rate, act):
    """Does something so many times a second until the end, and counts."""
    client, due = Client(), time.monotonic()
    while not stop.is_set():
        begin = time.monotonic()
        try:
            act(client)
            took = time.monotonic() - begin
            with lock:
                counts[name] = counts.get(name, 0) + 1
                slowest[name] = max(slowest.get(name, 0), took)
        except Exception as failure:
            with lock:
                failures.append(f"{name}: {failure}")
            client = Client()
        # What could not be kept up with is not made up for.
        due = max(due + 1 / rate, time.monotonic() - 1)
        time.sleep(max(0, due - time.monotonic()))


def memory():
    lines = dict(line.split(":", 1) for line in open(f"/proc/{pid}/status"))
    return int(lines["VmRSS"].split()[0]) / 1024


def processor():
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


PRICES = ("open", "high", "low", "close", "volume")
rows = [{"time": row["timestamp"]} | {name: float(row[name]) for name in PRICES} for row in csv.DictReader(open(bars))]
first = Client()
names = first.send("GET", "/features")["features"]
first.send("PUT", "/api/v1/series/soak", {"interval": "1h", "models": ["soak:latest"]})
for at in range(0, LEARNT, 5000):
    first.send("POST", "/api/v1/series/soak/bars", rows[at:at + 5000])
experiment = first.send("POST", "/api/2.0/mlflow/experiments/create", {"name": "soak"})["experiment_id"]
run = first.send("POST", "/api/2.0/mlflow/runs/create", {"experiment_id": experiment, "start_time": 1})["run"]["info"]["run_id"]
# The first forecasts come a moment after the first bars past the training.
first.send("POST", "/api/v1/series/soak/bars", rows[LEARNT:LEARNT + 10])
waiting = iter(rows[LEARNT + 10:])
while True:
    try:
        first.send("POST", "/api/v1/predict", {"series": "soak"})
        break
    except OSError:
        time.sleep(0.5)


def features(client):
    client.send("POST", "/api/v1/predict", {"features": {name: random.gauss(0, 1) for name in names}})


def batch(client):
    client.send("POST", "/api/v1/predict", {"rows": [{name: random.gauss(0, 1) for name in names} for _ in range(100)]})


def bar(client):
    row = next(waiting, None)
    if row is not None:
        client.send("POST", "/api/v1/series/soak/bars", [row])


def latest(client):
    client.send("POST", "/api/v1/predict", {"series": "soak"})


def metric(client):
    client.send("POST", "/api/2.0/mlflow/runs/log-metric", {"run_id": run, "key": f"m{random.randrange(20)}", "value": random.random(), "timestamp": 1, "step": counts.get("metric", 0)})


def new_run(client):
    made = client.send("POST", "/api/2.0/mlflow/runs/create", {"experiment_id": experiment, "start_time": 1})["run"]["info"]["run_id"]
    client.send("POST", "/api/2.0/mlflow/runs/log-batch", {"run_id": made, "metrics": [{"key": f"m{i}", "value": random.random(), "timestamp": 1, "step": 0} for i in range(10)],
                                                           "params": [{"key": f"p{i}", "value": str(random.randrange(9))} for i in range(10)]})


def search(client):
    client.send("POST", "/api/2.0/mlflow/runs/search", {"experiment_ids": [experiment], "filter": "metrics.m1 > 0.5 and params.p3 = '4'", "order_by": ["metrics.m2 DESC"], "max_results": 100})


def pages(client):
    for path in ("/api/v1/series/soak", "/api/v1/series/soak/forecasts?limit=500", "/metrics"):
        client.connection.request("GET", path)
        answer = client.connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise OSError(f"{path}: {answer.status}")


def events():
    """Reads the stream of events, and asks for it again each 5 minutes."""
    while not stop.is_set():
        connection, end = http.client.HTTPConnection(url.hostname, url.port, timeout=60), time.monotonic() + 300
        try:
            connection.request("GET", "/api/v1/events")
            stream = connection.getresponse()
            while time.monotonic() < end and not stop.is_set():
                if not stream.readline():
                    break
                with lock:
                    counts["event lines"] = counts.get("event lines", 0) + 1
        except OSError as failure:
            failures.append(f"events: {failure}")
        connection.close()


work = [("features", 300, features), ("batch of 100", 5, batch), ("bar", 1, bar), ("latest", 20, latest), ("metric", 100, metric), ("run", 5, new_run), ("search", 5, search), ("pages", 1, pages)]
threads = [threading.Thread(target=loop, args=w, daemon=True) for w in work] + [threading.Thread(target=events, daemon=True)]
for thread in threads:
    thread.start()
print("| minute | memory MB | processor seconds in it | " + " | ".join(name for name, _, _ in work) + " | failures |")
print("|--:|--:|--:|" + "--:|" * (len(work) + 1))
spent, begin = processor(), time.monotonic()
for minute in range(1, max(1, round(minutes)) + 1):
    time.sleep(max(0, begin + (minute * 60 if minutes >= 1 else minutes * 60) - time.monotonic()))
    now = processor()
    print(f"| {minute} | {memory():.0f} | {now - spent:.0f} | " + " | ".join(str(counts.get(name, 0)) for name, _, _ in work) + f" | {len(failures)} |", flush=True)
    spent = now
stop.set()
for thread in threads[:-1]:
    thread.join(70)
print("\nCounts go on from minute to minute. Slowest answers: " + ", ".join(f"{name} {1000 * slowest[name]:.0f} ms" for name in slowest) + f". Lines of the stream of events: {counts.get('event lines', 0)}.")
for failure in failures[:10]:
    print(f"\n- {failure}")
sys.exit(1 if failures else 0)
