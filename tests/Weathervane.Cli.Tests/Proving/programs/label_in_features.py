"""The label, forgotten among the features."""


def feature(bars):
    return (bars["close"].shift(-1) > bars["close"]).astype(int)
