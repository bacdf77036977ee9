"""Calibrates the forecasts of CalibrationPeerTests with scikit-learn and prints what it makes of a grid of probabilities, as JSON."""
import json
import sys

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

data = np.genfromtxt(sys.argv[1], delimiter=",")
p, y = data[:, 0], data[:, 1].astype(int)
grid = np.linspace(0.01, 0.99, 99)
n1, n0 = (y == 1).sum(), (y == 0).sum()


def odds(q):
    return np.log(q / (1 - q))


class Said(ClassifierMixin, BaseEstimator):
    """A classifier that says what its one feature says, in log odds."""

    def fit(self, x, y):
        self.classes_ = np.array([0, 1])
        return self

    def decision_function(self, X):
        return X[:, 0]


sigmoid = CalibratedClassifierCV(Said().fit(None, None), method="sigmoid", cv="prefit").fit(odds(p)[:, None], y)

# Fractional targets as two weighted rows each.
target = np.where(y == 1, (n1 + 1) / (n1 + 2), 1 / (n0 + 2))


def beta(columns):
    def of(q):
        return np.stack([c(q) for c in columns], axis=1)

    fit = LogisticRegression(penalty="none", solver="newton-cholesky", tol=1e-12, max_iter=1000).fit(
        np.vstack([of(p), of(p)]), np.r_[np.ones(len(p)), np.zeros(len(p))], np.r_[target, 1 - target])
    return fit.coef_[0].tolist(), fit.predict_proba(of(grid))[:, 1].tolist()


low, high = np.log, lambda q: -np.log(1 - q)
coefficients, mapped = beta([low, high])
if coefficients[0] < 0:
    _, mapped = beta([high])
elif coefficients[1] < 0:
    _, mapped = beta([low])

isotonic = IsotonicRegression(out_of_bounds="clip").fit(p, y)
corners = np.clip(isotonic.y_thresholds_, 1 / (len(p) + 2), 1 - 1 / (len(p) + 2))
print(json.dumps({
    "platt": sigmoid.predict_proba(odds(grid)[:, None])[:, 1].tolist(),
    "beta": mapped,
    "isotonic": np.interp(grid, isotonic.X_thresholds_, corners).tolist(),
}))
