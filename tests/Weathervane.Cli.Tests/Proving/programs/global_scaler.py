"""Standard scores by the mean and deviation of the whole file."""


def feature(bars):
    returns = bars["close"].pct_change()
    return (returns - returns.mean()) / returns.std()
