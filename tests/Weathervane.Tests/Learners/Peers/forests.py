"""Fits scikit-learn's forests on the rows of ForestPeerTests and prints their log losses as JSON."""
import json
import sys
import warnings

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier
from sklearn.metrics import log_loss

warnings.filterwarnings("ignore")
folder = sys.argv[1]
cases = {
    "rf": RandomForestClassifier(100, max_depth=8, min_samples_leaf=20),
    "rf_leaves": RandomForestClassifier(
        100, criterion="entropy", max_features=None, max_leaf_nodes=16, min_impurity_decrease=0.0005, max_samples=0.5, min_samples_leaf=20),
    "et": ExtraTreesClassifier(100, max_depth=8, max_features=0.5, min_samples_leaf=5),
    "et_leaves": ExtraTreesClassifier(
        100, criterion="entropy", max_features=0.5, bootstrap=True, max_leaf_nodes=16, min_samples_leaf=20, class_weight="balanced_subsample"),
}


def read(name):
    table = np.genfromtxt(f"{folder}/{name}.csv", delimiter=",")
    return table[:, :-2], table[:, -2], table[:, -1]


losses = {}
for kind in ["linear", "interactions", "noise"]:
    for seed in range(5):
        x, y, w = read(f"{kind}{seed}-train")
        xt, yt, _ = read(f"{kind}{seed}-test")
        for name, forest in cases.items():
            model = forest.set_params(random_state=seed).fit(x, y, w)
            losses[f"{kind}{seed}-{name}"] = log_loss(yt, model.predict_proba(xt)[:, 1])

x, y, w = read("linear0-train")
losses["oob"] = RandomForestClassifier(100, max_depth=8, min_samples_leaf=20, oob_score=True, random_state=0).fit(x, y, w).oob_score_
print(json.dumps(losses))
