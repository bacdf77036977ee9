"""A moving average of the past."""


def feature(bars):
    return bars["close"] / bars["close"].rolling(20).mean()
