"""Fits scikit-learn's forests on the rows of BagPeerTests, classes weighted in every way; prints what each says of rows out of the bag and of others."""
import json
import sys

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier
from sklearn.metrics import log_loss

folder, seeds = sys.argv[1], 8
CLASS_WEIGHTS = {"none": None, "balanced": "balanced", "balanced_subsample": "balanced_subsample", "of its own": {0: 1, 1: 3}}
FORESTS = {"rf": RandomForestClassifier, "et": ExtraTreesClassifier}


def read(name):
    table = np.genfromtxt(f"{folder}/{name}.csv", delimiter=",")
    return table[:, :-2], table[:, -2], table[:, -1]


answers = {}
for seed in range(seeds):
    (x, y, w), (xt, yt, _) = read(f"{seed}-train"), read(f"{seed}-test")
    for forest, make in FORESTS.items():
        for name, weights in CLASS_WEIGHTS.items():
            model = make(100, max_depth=8, min_samples_leaf=10, bootstrap=True, oob_score=True, class_weight=weights, random_state=seed)
            model.fit(x, y, None if "balanced" in name else w)
            test = model.predict_proba(xt)[:, 1]
            answers[f"{forest} {name} {seed}"] = [model.oob_score_, log_loss(y, model.oob_decision_function_[:, 1]), log_loss(yt, test), test.mean()]
print(json.dumps(answers))
