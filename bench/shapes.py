"""Times a peer of one of our boosters on a table that 'Weathervane.Bench make-shape' made; prints a JSON line with the peak of the process's memory.

    shapes.py lightgbm|xgboost TABLE RUNS
"""
import json
import statistics
import sys
import time

import numpy as np

learner, path, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
rows, columns = np.fromfile(path, np.int64, 2)
table = np.memmap(path, np.float64, "r", 16)
# The peers' own order: rows side by side, as they would copy it otherwise.
x, y = np.array(table[:rows * columns].reshape(columns, rows).T, order="C"), np.array(table[rows * columns:]).astype(int)
del table
k = rows - rows // 11

if learner == "lightgbm":
    from sklearn.ensemble import HistGradientBoostingClassifier

    def fit():
        return HistGradientBoostingClassifier(max_iter=100, max_leaf_nodes=31, learning_rate=.05, early_stopping=False, random_state=0).fit(x[:k], y[:k])
else:
    import xgboost

    def fit():
        return xgboost.XGBClassifier(n_estimators=100, max_depth=6, learning_rate=.05, tree_method="hist", n_jobs=2).fit(x[:k], y[:k])

from sklearn.metrics import log_loss

fit()
times = []
for _ in range(runs):
    start = time.perf_counter()
    model = fit()
    times.append(time.perf_counter() - start)
loss = log_loss(y[k:], model.predict_proba(x[k:])[:, 1])
peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM:")) / 1024
print(json.dumps({"peer": f"{learner} on {k} x {columns}", "seconds": round(statistics.median(times), 5), "min": round(min(times), 5), "runs": runs,
                  "log_loss": round(loss, 5), "peak_mb": round(peak)}), flush=True)
