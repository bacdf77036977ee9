namespace Weathervane.Evaluation.Inference;

/// <summary>A forecaster's gains over the base rate, summed over blocks of time whose borders do not depend on the rows: so that tries of different days can be laid side by side.</summary>
/// <remarks>A block is the bars' interval times a power of two, counted from the year 1: blocks of one size nest in those of a larger one.</remarks>
/// <param name="Block">The length of a block.</param>
/// <param name="First">The number of the first block.</param>
/// <param name="Sums">[blocks] sums of the gains.</param>
/// <param name="Rows">[blocks] how many rows each has.</param>
public sealed record BlockGains(TimeSpan Block, long First, IReadOnlyList<double> Sums, IReadOnlyList<int> Rows)
{
    /// <summary>Most blocks that rows are put into.</summary>
    public const int BlocksMax = 64;

    /// <summary>Sums gains by block of time.</summary>
    /// <param name="times">[rows] opens of the decision bars, at least one.</param>
    /// <param name="gains">[rows], finite.</param>
    /// <param name="interval">Of the bars; positive.</param>
    /// <exception cref="ArgumentException">Lengths differ, or there is no row.</exception>
    public static BlockGains Of(ReadOnlySpan<DateTime> times, ReadOnlySpan<double> gains, TimeSpan interval)
    {
        Check.InRange(times.Length, 1, int.MaxValue);
        Check.SameLength(gains.Length, times.Length, nameof(gains));
        var size = Check.InRange(interval.Ticks, 1, long.MaxValue / 2, nameof(interval));
        var (from, to) = (times[0].Ticks, times[0].Ticks);
        foreach (var time in times)
        {
            (from, to) = (Math.Min(from, time.Ticks), Math.Max(to, time.Ticks));
        }

        while ((to / size) - (from / size) >= BlocksMax)
        {
            size *= 2;
        }

        var first = from / size;
        var (sums, rows) = (new double[(to / size) - first + 1], new int[(to / size) - first + 1]);
        for (var i = 0; i < gains.Length; i++)
        {
            var block = (times[i].Ticks / size) - first;
            sums[block] += gains[i];
            rows[block]++;
        }

        return new BlockGains(new TimeSpan(size), first, sums, rows);
    }

    /// <summary>Lays tries side by side.</summary>
    /// <param name="tries">Their gains.</param>
    /// <returns>[tries][blocks] mean gains on one grid, NaN where a try has no rows; those whose blocks do not nest in the others' are left out.</returns>
    public static IReadOnlyList<double[]> Align(IReadOnlyList<BlockGains> tries)
    {
        if (tries.Count == 0)
        {
            return [];
        }

        var size = tries.Max(t => t.Block.Ticks);
        var fitting = tries.Where(t => size % t.Block.Ticks == 0).ToList();
        var (first, last) = (fitting.Min(t => t.First * t.Block.Ticks / size), fitting.Max(t => (t.First + t.Sums.Count - 1) * t.Block.Ticks / size));
        return [.. fitting.Select(t => t.On(size, first, (int)(last - first + 1)))];
    }

    private double[] On(long size, long first, int blocks)
    {
        var (sums, rows) = (new double[blocks], new int[blocks]);
        for (var i = 0; i < Sums.Count; i++)
        {
            var block = ((First + i) * Block.Ticks / size) - first;
            sums[block] += Sums[i];
            rows[block] += Rows[i];
        }

        return [.. sums.Zip(rows, (s, n) => n == 0 ? double.NaN : s / n)];
    }
}
