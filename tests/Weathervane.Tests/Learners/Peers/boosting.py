"""Fits the real XGBoost with the parameters of each case on the rows of XgBoostPeerTests; prints parameters and raw scores as JSON."""
import json
import sys

import numpy as np
import xgboost as xgb

CASES = {
    "defaults": dict(n_estimators=20),
    "shallow and slow": dict(n_estimators=40, eta=0.05, max_depth=3),
    "gamma": dict(n_estimators=8, gamma=3.0),
    "min_child_weight": dict(n_estimators=20, min_child_weight=25.0),
    "penalties": {"n_estimators": 20, "lambda": 12.0, "alpha": 2.0},
    "max_delta_step": dict(n_estimators=10, max_delta_step=0.4, max_depth=4),
    "loss-guided": dict(n_estimators=20, grow_policy="lossguide", max_leaves=12, max_depth=0),
    "scale_pos_weight": dict(n_estimators=20, scale_pos_weight=3.0, max_depth=3),
    "base_score": dict(n_estimators=10, base_score=0.2, max_depth=3),
    "monotone": dict(n_estimators=10, monotone_constraints=[1, -1, 0, 0, 0], max_depth=4),
    "squared error": dict(n_estimators=20, objective="reg:squarederror"),
}

folder = sys.argv[1]
table = np.genfromtxt(f"{folder}/rows.csv", delimiter=",")
x, y = table[:, :-1], table[:, -1]
answers = {}
for name, case in CASES.items():
    parameters = {"base_score": 0.5, "objective": "binary:logistic", **case}
    theirs = {"tree_method": "hist", "max_bin": 256, "nthread": 1, **parameters}
    rounds = theirs.pop("n_estimators")
    if "monotone_constraints" in theirs:
        theirs["monotone_constraints"] = str(tuple(theirs["monotone_constraints"]))
    target = np.nan_to_num(x[:, 1]) + y if parameters["objective"].startswith("reg:") else y
    booster = xgb.train(theirs, xgb.DMatrix(x, target), rounds)
    answers[name] = {"parameters": parameters, "scores": booster.predict(xgb.DMatrix(x), output_margin=True).astype(float).tolist()}
print(json.dumps(answers))
