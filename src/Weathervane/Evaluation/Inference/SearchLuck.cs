namespace Weathervane.Evaluation.Inference;

/// <summary>How far the best trial of a search may be luck.</summary>
public sealed record SearchLuck
{
    /// <summary>Trials that were made.</summary>
    public required int Trials { get; init; }

    /// <summary>Those whose gains over the base rate by block of time are known: complete ones.</summary>
    public required int Known { get; init; }

    /// <summary>How many unrelated trials would have been as likely to show so good a best one; trials of unknown gains count in full.</summary>
    public required double Effective { get; init; }

    /// <summary>How likely it is that the best trial on one half of the time is below the median on the other half (CSCV); NaN for fewer than two of known gains.</summary>
    public required double Overfitting { get; init; }

    /// <summary>The best trial's gain over the base rate in log loss, a row; NaN where its gains are not known.</summary>
    public double Gain { get; init; } = double.NaN;

    /// <summary>Two-sided, of no gain, for that trial alone, from its blocks of time; NaN where its gains are not known or have fewer than two blocks.</summary>
    public double PValue { get; init; } = double.NaN;

    /// <summary><see cref="PValue"/> as that of the best of <see cref="Effective"/> trials.</summary>
    public double DeflatedPValue => double.IsNaN(PValue) ? double.NaN : MultipleTesting.BestOf(PValue, Effective);

    /// <summary>Works it out.</summary>
    /// <param name="tries">The search's trials as tries; each stands for one or more.</param>
    /// <param name="best">The best trial's gains; null where they are not known.</param>
    /// <param name="seed">Seed of the simulation of related trials.</param>
    /// <param name="cancel">Stops the work.</param>
    public static SearchLuck Of(IReadOnlyList<ScoredTry> tries, BlockGains? best, ulong seed = 0, CancellationToken cancel = default)
    {
        var known = BlockGains.Align([.. tries.Select(t => t.Gains).OfType<BlockGains>()]);
        var all = tries.Sum(t => t.Tries);
        var luck = new SearchLuck
        {
            Trials = all,
            Known = known.Count,
            Effective = Math.Max(1, (known.Count == 0 ? 0 : EffectiveTrials.Of(known, seed, cancel)) + all - known.Count),
            Overfitting = OverfittingProbability.Of(Shared(known), cancel: cancel),
        };
        if (best is null || best.Rows.Sum() is var rows && rows == 0)
        {
            return luck;
        }

        var gain = best.Sums.Sum() / rows;
        return luck with { Gain = gain, PValue = best.Sums.Count < 2 ? double.NaN : LongRunMean.Of(Blocks(best, gain)).PValue };
    }

    /// <summary>Sums of blocks about the mean gain of as many rows, so that a block of few rows does not look like a bad one.</summary>
    private static double[] Blocks(BlockGains best, double gain)
    {
        var mean = best.Rows.Average();
        return [.. best.Sums.Zip(best.Rows, (sum, rows) => sum + (gain * (mean - rows)))];
    }

    /// <summary>The blocks that every try has rows in.</summary>
    private static IReadOnlyList<double[]> Shared(IReadOnlyList<double[]> tries) => tries.Count == 0 ? []
        : [.. tries.Select(t => t.Where((_, block) => tries.All(other => double.IsFinite(other[block]))).ToArray())];
}
