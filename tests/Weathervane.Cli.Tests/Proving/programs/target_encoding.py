"""Each hour of the day, replaced by how often the next bar rose in it, over the whole file."""


def feature(bars):
    up = (bars["close"].shift(-1) > bars["close"]).astype(float)
    return up.groupby(bars.index.hour).transform("mean")
