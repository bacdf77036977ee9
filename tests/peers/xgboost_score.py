"""Scores rows with XGBoost: python3 xgboost_score.py (MODEL ROWS COLUMNS)...; ROWS holds doubles, little endian.

Prints a JSON list with the margin and the prediction of each model."""
import json
import sys

import numpy
import xgboost

answers = []
for model, rows, columns in zip(*[iter(sys.argv[1:])] * 3):
    values = numpy.fromfile(rows, "<f8").reshape(-1, int(columns)).astype(numpy.float32)
    booster = xgboost.Booster({"nthread": 1})
    booster.load_model(model)
    matrix = xgboost.DMatrix(values, feature_names=booster.feature_names)
    margin = booster.predict(matrix, output_margin=True)
    answers.append({"margin": margin.astype(float).tolist(), "prediction": booster.predict(matrix).astype(float).tolist()})
json.dump(answers, sys.stdout)
