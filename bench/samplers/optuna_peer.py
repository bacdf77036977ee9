"""Suggests points as Optuna's TPE does, for `Weathervane.Bench samplers` on the other end of the pipe.

One JSON object a line. {"space": [{"name", "low", "high", "log", "int"}, ...], "seed": n} starts a study; {"value": v} tells the
value of the last point. Each is answered by {"point": [...], "seconds": s}: the next point, and the processor time that Optuna took for
telling and asking.
"""
import json
import sys
import time
import warnings

import optuna

warnings.filterwarnings("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)


def suggest(trial, parameter):
    draw = trial.suggest_int if parameter["int"] else trial.suggest_float
    return draw(parameter["name"], parameter["low"], parameter["high"], log=parameter["log"])


for line in sys.stdin:
    message = json.loads(line)
    started = time.process_time()
    if "space" in message:
        space = message["space"]
        study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=message["seed"]))
    else:
        study.tell(trial, message["value"])
    trial = study.ask()
    point = [suggest(trial, parameter) for parameter in space]
    print(json.dumps({"point": point, "seconds": time.process_time() - started}), flush=True)
