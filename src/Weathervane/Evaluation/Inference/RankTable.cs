namespace Weathervane.Evaluation.Inference;

/// <summary>Rows sorted once by probability, so that weighted ranks of many resamples cost one pass each.</summary>
internal sealed class RankTable
{
    private readonly int[] _order;
    private readonly bool[] _isUp;
    private readonly int[] _ends;

    internal RankTable(double[] labels, double[] probabilities)
    {
        double[] keys = [.. probabilities.Select(p => -p)];
        _order = [.. Enumerable.Range(0, labels.Length)];
        Array.Sort(keys, _order);
        _isUp = [.. _order.Select(r => labels[r] > 0.5)];
        _ends = [.. Enumerable.Range(1, labels.Length).Where(i => i == labels.Length || keys[i] != keys[i - 1])];
    }

    /// <summary>How many distinct probabilities there are.</summary>
    internal int Thresholds => _ends.Length;

    /// <summary>Rows that were up and down at each distinct probability, the largest first.</summary>
    internal (long[] Up, long[] Down) Counts()
    {
        var (up, down) = (new long[Thresholds], new long[Thresholds]);
        Count(Enumerable.Repeat(1, _order.Length).ToArray(), up, down);
        return (up, down);
    }

    /// <summary>The same, each row counted so many times.</summary>
    /// <param name="weights">[rows].</param>
    /// <param name="up">[thresholds], filled.</param>
    /// <param name="down">[thresholds], filled.</param>
    internal void Count(ReadOnlySpan<int> weights, Span<long> up, Span<long> down)
    {
        for (int t = 0, i = 0; t < _ends.Length; t++)
        {
            long ups = 0, all = 0;
            for (; i < _ends[t]; i++)
            {
                var weight = weights[_order[i]];
                all += weight;
                ups += _isUp[i] ? weight : 0;
            }

            (up[t], down[t]) = (ups, all - ups);
        }
    }

    /// <summary>Gives each row the value of its threshold and class.</summary>
    internal void Spread(ReadOnlySpan<double> ofUp, ReadOnlySpan<double> ofDown, Span<double> rows)
    {
        for (int t = 0, i = 0; t < _ends.Length; t++)
        {
            for (; i < _ends[t]; i++)
            {
                rows[_order[i]] = _isUp[i] ? ofUp[t] : ofDown[t];
            }
        }
    }
}
