"""Reads bars, writes the features named on the command line: python3 run.py IN OUT shift centred_window ..."""
import importlib
import sys

import pandas as pd

bars = pd.read_csv(sys.argv[1], parse_dates=["timestamp"], index_col="timestamp")
pd.DataFrame({name: importlib.import_module(name).feature(bars) for name in sys.argv[3:]}).to_csv(sys.argv[2])
