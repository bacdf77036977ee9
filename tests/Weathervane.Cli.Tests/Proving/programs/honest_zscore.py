"""A standard score by what was known."""


def feature(bars):
    returns = bars["close"].pct_change()
    return (returns - returns.expanding().mean()) / returns.ewm(span=50).std()
