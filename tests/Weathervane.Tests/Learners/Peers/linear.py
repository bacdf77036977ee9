"""Fits scikit-learn's penalised logistic regressions on the rows of LinearPeerTests and prints intercept and coefficients as JSON."""
import json
import sys
import warnings

import numpy as np
from sklearn.linear_model import LogisticRegression

warnings.filterwarnings("ignore")
table = np.genfromtxt(f"{sys.argv[1]}/rows.csv", delimiter=",")
x, y, w = table[:, :-2], table[:, -2], table[:, -1]


def fit(**parameters):
    model = LogisticRegression(solver="saga", tol=1e-10, max_iter=100000, random_state=0, **parameters).fit(x, y, w)
    return [model.intercept_[0], *model.coef_[0]]


print(json.dumps({
    "l1_weak": fit(penalty="l1", C=1),
    "l1_strong": fit(penalty="l1", C=0.01),
    "elasticnet_weak": fit(penalty="elasticnet", C=1, l1_ratio=0.3),
    "elasticnet_strong": fit(penalty="elasticnet", C=0.01, l1_ratio=0.8),
    "none": fit(penalty="none"),
}))
