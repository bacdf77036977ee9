"""Trains XGBoost 1.7.4 models with category sets, with DART, with the raw logit and by scikit-learn's interface with an early stop, and writes them beside their own raw scores (run in this folder)."""
import numpy
import xgboost

random = numpy.random.default_rng(0)
rows = 2000
x = numpy.column_stack([random.integers(0, 40, rows), random.normal(size=rows), random.integers(0, 6, rows)]).astype(numpy.float32)
y = ((x[:, 0] % 3 == 0) + x[:, 1] * 0.3 + (x[:, 2] == 2) + random.normal(size=rows) * 0.3 > 0.7).astype(int)
x[random.random(x.shape) < 0.05] = numpy.nan
asked = x[:100].copy()
# Categories that were never seen, fractions, and negative ones.
asked[:3] = [[99, 0, -3], [2.7, 0, 1.5], [-1, 0, 200]]


def write(name, parameters, types, rounds):
    def matrix(values, label=None):
        return xgboost.DMatrix(values, label=label, feature_names=["a", "b", "c"], feature_types=types, enable_categorical=True)

    booster = xgboost.train({"objective": "binary:logistic", **parameters}, matrix(x, y), rounds)
    save(name, booster, booster.predict(matrix(asked), output_margin=True))


def save(name, model, raw):
    for extension in ("json", "ubj"):
        model.save_model(f"{name}.{extension}")
    scores = numpy.column_stack([asked, raw])
    text = "\n".join(",".join("" if numpy.isnan(v) else repr(float(v)) for v in row) for row in scores)
    with open(f"{name}.rows.csv", "w") as file:
        file.write("a,b,c,raw\n" + text + "\n")


write("categories", {"tree_method": "hist", "max_depth": 4, "max_cat_to_onehot": 3}, ["c", "float", "c"], 6)
write("dart", {"booster": "dart", "rate_drop": 0.3, "max_depth": 3}, None, 8)
write("logitraw", {"objective": "binary:logitraw", "base_score": 1.5, "max_depth": 3}, None, 4)

# Two trees a round; the rounds after the best one are in the file, and the classifier does not ask them.
early = xgboost.XGBClassifier(n_estimators=30, max_depth=2, learning_rate=1, num_parallel_tree=2, subsample=0.5, early_stopping_rounds=4)
early.fit(x[:500], y[:500], eval_set=[(x[500:], y[500:])], verbose=False)
early.get_booster().feature_names = ["a", "b", "c"]
assert early.best_iteration + 1 < early.get_booster().num_boosted_rounds()
save("early", early, early.predict(asked, output_margin=True))
