"""The close of the day before, which has closed."""


def feature(bars):
    daily = bars["close"].resample("1D").last().shift(1)
    return bars["close"] / daily.reindex(bars.index, method="ffill")
