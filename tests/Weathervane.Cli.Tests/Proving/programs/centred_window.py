"""A moving average that is drawn in the middle of its window."""


def feature(bars):
    return bars["close"] / bars["close"].rolling(21, center=True).mean()
