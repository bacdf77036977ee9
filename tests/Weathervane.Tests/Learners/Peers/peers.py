"""Fits scikit-learn's learners on the rows of PeerTests and prints what they learnt as JSON."""
import json
import sys
import warnings

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.tree import DecisionTreeClassifier

warnings.filterwarnings("ignore")
folder = sys.argv[1]


def read(name):
    table = np.genfromtxt(f"{folder}/{name}.csv", delimiter=",")
    return table[:, :-1], table[:, -1]


x, y = read("train")
xt, yt = read("test")
xf, yf = read("full")
xg, yg = read("grid")
# The forest of scikit-learn 1.2 refuses NaN; far below every value is where a tree can cut it off.
filled, filled_t = np.nan_to_num(x, nan=-10), np.nan_to_num(xt, nan=-10)


def logistic(**parameters):
    model = LogisticRegression(solver="newton-cg", tol=1e-10, max_iter=1000, **parameters).fit(xf, yf)
    return [model.intercept_[0], *model.coef_[0]]


def loss(model, train, test):
    return log_loss(yt, model.fit(train, y).predict_proba(test)[:, 1])


print(json.dumps({
    "logistic_plain": logistic(),
    "logistic_strong": logistic(C=0.01),
    "logistic_balanced": logistic(class_weight="balanced"),
    "boosting": loss(HistGradientBoostingClassifier(
        max_iter=60, max_leaf_nodes=15, learning_rate=0.1, early_stopping=False, random_state=0), x, xt),
    "forest": loss(RandomForestClassifier(150, max_depth=7, random_state=0), filled, filled_t),
    "forest_balanced": loss(RandomForestClassifier(
        60, max_depth=5, max_features=None, min_samples_leaf=20, class_weight="balanced", random_state=0), filled, filled_t),
    "tree": DecisionTreeClassifier(max_depth=4, min_samples_leaf=15, random_state=0).fit(xg, yg).predict_proba(xg)[:, 1].tolist(),
}))
