"""The close of the day, shown at every hour of it."""


def feature(bars):
    daily = bars["close"].resample("1D").last()
    return bars["close"] / daily.reindex(bars.index, method="ffill")
