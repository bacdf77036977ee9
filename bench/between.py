"""Kills a server at each of its next calls to the system while one request is answered, and looks whether the write counts once.

    python3 bench/between.py PATH/TO/vane [postgres://...]      (needs strace; loopback only)

The request creates a run under an Idempotency-Key. strace ends the server as it enters the n-th call of a kind: `sendmsg` 1 is the answer after the commit, `fdatasync` the commit itself,
`pwrite64` what is written before. Then the server is started again: a run that was acknowledged must be there, and the request sent again must leave one run. Ends with 1 where it does not.
"""

import http.client
import json
import shutil
import signal
import subprocess
import sys
import tempfile
import time

PORT = 5194
VANE, STORE = sys.argv[1], sys.argv[2:3]
KINDS = [("sendmsg,sendto", 15)] if STORE else [("sendmsg,sendto", 3), ("fdatasync,fsync", 3), ("pwrite64", 8)]
WHERE = [*(["--store", STORE[0]] if STORE else [])]


def ask(method, path, body=None, **headers):
    """The status and the text of an answer."""
    http_client = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    http_client.request(method, path, body and json.dumps(body), {"Content-Type": "application/json", **headers})
    answer = http_client.getresponse()
    return answer.status, answer.read()


def start(folder):
    """A server that is ready."""
    server = subprocess.Popen([VANE, "serve", "--port", str(PORT), "--workspace", folder, "-q", *WHERE], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(3000):
        try:
            if ask("GET", "/ready")[0] == 200:
                return server
        except OSError:
            time.sleep(0.02)
    sys.exit("the server did not start")


def create(name):
    return ask("POST", "/api/v1/runs", {"name": name, "user": "ada"}, **{"Idempotency-Key": name})


def count(name):
    found = ask("POST", "/api/2.0/mlflow/runs/search", {"experiment_ids": ["0"], "filter": f"run_name = '{name}'"})[1]
    return len(json.loads(found).get("runs", []))


def main():
    folder, wrong = tempfile.mkdtemp(), 0
    server = start(folder)
    create("warm")
    print("| killed as it enters | answered | in the store after the kill | after the request was sent again |\n|---|---|--:|--:|")
    for kind, most in KINDS:
        for n in range(1, most + 1):
            name = f"{kind[:4]}-{n}-{time.time_ns()}"
            tracer = subprocess.Popen(
                ["strace", "-f", "-q", "-p", str(server.pid), "-e", f"trace={kind}", "-e", f"inject={kind}:signal=SIGKILL:when={n}", "-o", "/dev/null"], stderr=subprocess.DEVNULL)
            time.sleep(1.2)
            try:
                first = json.loads(create(name)[1])["id"]
            except (OSError, http.client.HTTPException):
                first = None
            time.sleep(0.2)
            killed = server.poll() is not None
            if killed:
                server = start(folder)
            else:
                tracer.send_signal(signal.SIGINT)
            tracer.wait()
            there = count(name)
            again = json.loads(create(name)[1])["id"]
            after = count(name)
            wrong += after != 1 or first not in (None, again) or (first is not None and there != 1)
            if killed:
                print(f"| `{kind}` {n} | {'yes' if first else 'no'} | {there} | {after} |", flush=True)
    server.kill()
    server.wait()
    well = subprocess.run([VANE, "store", "check", "--workspace", folder, *WHERE], check=False).returncode == 0
    shutil.rmtree(folder)
    sys.exit(0 if well and not wrong else 1)


if __name__ == "__main__":
    main()
