"""Deciles of the whole file."""
import pandas as pd


def feature(bars):
    return pd.qcut(bars["volume"], 10, labels=False, duplicates="drop")
