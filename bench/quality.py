"""Out-of-sample log loss of each family beside its original or nearest peer, paired over seeds and tables. See bench/quality."""
import argparse
import datetime
import json
import os
import subprocess
import sys
import tempfile
import warnings

import numpy as np
import pandas as pd
import scipy.stats
import sklearn
import xgboost
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

warnings.filterwarnings("ignore")
SEEDS = range(5)
TRAIN, TEST, MADE_TEST, TREES, LIMIT = 15_000, 15_000, 60_000, 100, 0.0005

# Our learner, its parameters, the peer at the same ones, and what is peculiar.
FAMILIES = {
    "lightgbm": ("lightgbm", {"n_estimators": TREES, "num_leaves": 31, "learning_rate": 0.05, "min_data_in_leaf": 20},
                 "HistGradientBoosting",
                 lambda s: HistGradientBoostingClassifier(max_iter=TREES, max_leaf_nodes=31, learning_rate=.05, min_samples_leaf=20,
                                                          early_stopping=False, random_state=s)),
    "xgboost": ("xgboost", {"n_estimators": TREES, "max_depth": 6, "learning_rate": 0.05},
                "XGBoost hist",
                lambda s: xgboost.XGBClassifier(n_estimators=TREES, max_depth=6, learning_rate=.05, tree_method="hist", n_jobs=1, random_state=s)),
    "catboost": ("catboost", {"iterations": TREES, "depth": 6, "learning_rate": 0.05, "l2_leaf_reg": 3},
                 "XGBoost hist with lambda 3 (trees of the same depth, not symmetric)",
                 lambda s: xgboost.XGBClassifier(n_estimators=TREES, max_depth=6, learning_rate=.05, reg_lambda=3, tree_method="hist", n_jobs=1, random_state=s)),
    "random-forest": ("random-forest", {"n_estimators": TREES, "max_depth": 8},
                      "RandomForestClassifier",
                      lambda s: RandomForestClassifier(n_estimators=TREES, max_depth=8, n_jobs=1, random_state=s)),
    "extra-trees": ("extra-trees", {"n_estimators": TREES, "max_depth": 8},
                    "ExtraTreesClassifier",
                    lambda s: ExtraTreesClassifier(n_estimators=TREES, max_depth=8, n_jobs=1, random_state=s)),
    "logistic-l2": ("logistic", {"C": 0.1},
                    "LogisticRegression, L2",
                    lambda s: LogisticRegression(C=.1, tol=1e-8, max_iter=5000)),
    "logistic-l1": ("logistic", {"C": 0.1, "penalty": "l1"},
                    "LogisticRegression, L1, saga",
                    lambda s: LogisticRegression(C=.1, penalty="l1", solver="saga", tol=1e-4, max_iter=500, random_state=s)),
}


def bars(vane, shared, folder, file, feature_set, warmup):
    """Features of real bars, each labelled by whether the next close is higher."""
    out, path = os.path.join(folder, feature_set + ".csv"), os.path.join(shared, "data", file)
    subprocess.run([vane, "features", "compute", "--set", feature_set, path, "-o", out, "--quiet"], check=True, stdout=subprocess.DEVNULL)
    features, closes = pd.read_csv(out), pd.read_csv(path, usecols=["timestamp", "close"])
    closes["timestamp"] = pd.to_datetime(closes["timestamp"], utc=True)
    close = features["time"].pipe(pd.to_datetime, utc=True).map(closes.drop_duplicates("timestamp").set_index("timestamp")["close"])
    assert close.notna().all(), "every row of features must stand on a bar"
    y = (close.shift(-1) > close).astype(int)
    return features.drop(columns="time").iloc[warmup:-1].to_numpy(), y.iloc[warmup:-1].to_numpy()


def cut(x, y, seed):
    """A random part of the first 80 % to learn from and of the rest to be scored on, so that seeds differ."""
    random, border = np.random.default_rng(seed), int(len(x) * .8)
    train = np.sort(random.choice(border, min(TRAIN, border), replace=False))
    test = border + np.sort(random.choice(len(x) - border, min(TEST, (len(x) - border) * 4 // 5), replace=False))
    return x[train], y[train], x[test], y[test]


def made(kind, seed):
    """Ten normal columns; the log odds are a sum, hold products and steps, or are 0."""
    random = np.random.default_rng([seed, len(kind)])
    x = random.standard_normal((TRAIN + MADE_TEST, 10))
    odds = {"linear": x[:, :5] @ [.8, -.6, .4, -.2, .1],
            "interactions": np.maximum(x[:, 0], x[:, 1]) + np.where(x[:, 2] > 0, x[:, 3], -x[:, 4]) + .5 * np.abs(x[:, 5]) - 1,
            "noise": np.zeros(len(x))}[kind]
    y = (random.random(len(x)) < 1 / (1 + np.exp(-odds))).astype(int)
    return x[:TRAIN], y[:TRAIN], x[TRAIN:], y[TRAIN:]


def scaled(rows):
    """For the linear models: the training rows' scale, the mean for what is missing."""
    xa, ya, xb, yb = rows
    mean, deviation = np.nanmean(xa, 0), np.nanstd(xa, 0)
    deviation[deviation == 0] = 1
    return np.nan_to_num((xa - mean) / deviation), ya, np.nan_to_num((xb - mean) / deviation), yb


def ours(vane, folder, learner, parameters, rows, seed):
    xa, ya, xb, yb = rows
    names = [f"x{i}" for i in range(xa.shape[1])]
    paths = {name: os.path.join(folder, name) for name in ("train.csv", "test.csv", "model.vane")}
    pd.DataFrame(xa, columns=names).assign(y=ya).to_csv(paths["train.csv"], index=False)
    pd.DataFrame(xb, columns=names).assign(y=yb).to_csv(paths["test.csv"], index=False)
    settings = [word for name, value in parameters.items() for word in ("--set", f"{name}={value}")]
    done = subprocess.run([vane, "fit", "--rows", paths["train.csv"], "--valid", paths["test.csv"], "--label", "y", "--learner", learner, *settings,
                           "--seed", str(seed), "-o", paths["model.vane"], "--json", "--quiet"], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip().split("\n")[0])
    return json.loads(done.stdout)["valid"]["logLoss"]


def interval(differences):
    """Mean and 95 % interval by Student's t over the pairs."""
    d = np.array(differences)
    half = scipy.stats.t.ppf(.975, len(d) - 1) * d.std(ddof=1) / np.sqrt(len(d)) if len(d) > 1 else np.nan
    return d.mean(), d.mean() - half, d.mean() + half


def measure(args, folder):
    real = {"Bitcoin, btc43": bars(args.vane, args.shared, folder, "btcusd_1h.csv.gz", "btc43", 720),
            "GBPUSD, t11": bars(args.vane, args.shared, folder, "gbpusd_m15.csv.gz", "t11", 49)}
    lines = []
    for family in args.families or FAMILIES:
        learner, parameters, _, peer = FAMILIES[family]
        try:
            for seed in SEEDS:
                for table in [*real, "linear", "interactions", "noise"]:
                    rows = cut(*real[table], seed) if table in real else made(table, seed)
                    rows = scaled(rows) if learner == "logistic" else rows
                    # Sklearn's forests know no missing values; btc43 and t11 past their warm-up have hardly any.
                    rows = tuple(np.nan_to_num(part) for part in rows)
                    mine = ours(args.vane, folder, learner, parameters, rows, seed)
                    theirs = log_loss(rows[3], peer(seed).fit(rows[0], rows[1]).predict_proba(rows[2])[:, 1])
                    lines.append({"family": family, "table": table, "seed": seed, "ours": mine, "theirs": theirs})
                    print(json.dumps(lines[-1]), file=sys.stderr, flush=True)
        except RuntimeError as failed:
            print(f"{family}: left out: {failed}", file=sys.stderr)
    return lines


def report(lines):
    version = subprocess.run(["dotnet", "--version"], capture_output=True, text=True).stdout.strip()
    print(f"# Equal quality: bench/quality\n\n{datetime.date.today()}, .NET {version}, scikit-learn {sklearn.__version__}, XGBoost {xgboost.__version__}. "
          f"Mean log loss of up to {TEST:,} rows after learning from {TRAIN:,}, 5 seeds; each seed draws other rows of the bars (train before, test after the "
          "80 % mark) and makes other tables. The peer gets the same rows and parameters, all others at its defaults. The difference is ours less the "
          f"peer's: below 0 ours is better. Its 95 % interval is Student's over the pairs; the upper limit must be at most {LIMIT}.\n")
    print("| family | peer | pairs | mean difference | 95 % interval | upper limit at most 0.0005 |\n|---|---|--:|--:|--:|---|")
    for family in [f for f in FAMILIES if any(l["family"] == f for l in lines)]:
        learner, parameters, peer, _ = FAMILIES[family]
        mean, low, high = interval([l["ours"] - l["theirs"] for l in lines if l["family"] == family])
        settings = " ".join(f"{n}={v}" for n, v in parameters.items())
        print(f"| `{family}` {settings} | {peer} | {sum(l['family'] == family for l in lines)} | {mean:+.5f} | {low:+.5f} to {high:+.5f} | {'yes' if high <= LIMIT else 'NO'} |")
    print("\nTable by table (mean over 5 seeds):\n\n| family | table | ours | peer's | difference | 95 % interval |\n|---|---|--:|--:|--:|--:|")
    for family, table in dict.fromkeys((l["family"], l["table"]) for l in lines):
        some = [l for l in lines if (l["family"], l["table"]) == (family, table)]
        mean, low, high = interval([l["ours"] - l["theirs"] for l in some])
        print(f"| `{family}` | {table} | {np.mean([l['ours'] for l in some]):.5f} | {np.mean([l['theirs'] for l in some]):.5f} | {mean:+.5f} | {low:+.5f} to {high:+.5f} |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("families", nargs="*", help=f"of {', '.join(FAMILIES)}")
    parser.add_argument("--vane", required=True)
    parser.add_argument("--shared", required=True)
    parser.add_argument("--lines", help="lines that an earlier run wrote to its error stream, to report instead of measuring")
    parser.add_argument("--seeds", type=int, default=5)
    arguments = parser.parse_args()
    SEEDS = range(arguments.seeds)
    if arguments.lines:
        report([json.loads(line) for line in open(arguments.lines) if line.startswith("{")])
    else:
        with tempfile.TemporaryDirectory() as scratch:
            report(measure(arguments, scratch))
