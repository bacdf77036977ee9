using Weathervane.Evaluation.Metrics;

namespace Weathervane.Evaluation.Probabilities;

/// <summary>What a decision threshold is chosen for.</summary>
public enum ThresholdGoal
{
    /// <summary>For nothing: it is given.</summary>
    Fixed,

    /// <summary>The largest F1. Where little can be known that is mostly "always up".</summary>
    F1,

    /// <summary>The largest Matthews correlation.</summary>
    Mcc,

    /// <summary>The least cost of wrong calls.</summary>
    Cost,

    /// <summary>As many calls of up as a wanted precision allows.</summary>
    Precision,
}

/// <summary>From which probability on up is said: the record of how that is chosen.</summary>
/// <remarks>Choose on forecasts of rows that the model had not learnt from, and never on rows that score it.</remarks>
public sealed record ThresholdRule
{
    /// <summary>What it is chosen for.</summary>
    public ThresholdGoal Goal { get; init; }

    /// <summary>The threshold of <see cref="ThresholdGoal.Fixed"/>, 0 to 1.</summary>
    public double At { get; init => field = Check.InRange(value, 0.0, 1.0); } = 0.5;

    /// <summary>What a call of up costs when down came, 0 to 1e9, for <see cref="ThresholdGoal.Cost"/>.</summary>
    public double FalseUp { get; init => field = Check.InRange(value, 0.0, 1e9); } = 1;

    /// <summary>What a call of down costs when up came, 0 to 1e9, for <see cref="ThresholdGoal.Cost"/>.</summary>
    public double FalseDown { get; init => field = Check.InRange(value, 0.0, 1e9); } = 1;

    /// <summary>The precision wanted, 0 to 1, for <see cref="ThresholdGoal.Precision"/>.</summary>
    public double AtLeast { get; init => field = Check.InRange(value, 0.0, 1.0); } = 0.55;

    /// <summary>How few calls of up tell nothing of precision: the first handful is luck.</summary>
    internal const int CallsMin = 30;

    /// <summary>Chooses: up is said where the probability is above the threshold.</summary>
    /// <param name="labels">[rows], 0 or 1.</param>
    /// <param name="probabilities">[rows], in [0, 1].</param>
    /// <returns>0 to 1, midway between two probabilities that occurred; of equally good ones the nearest to one half; 1, which never says up, where the
    /// precision wanted is not reached by 30 calls or more; one half for no rows.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or a probability is NaN or outside [0, 1].</exception>
    public double Choose(ReadOnlySpan<double> labels, ReadOnlySpan<double> probabilities)
    {
        Metric.CheckRows(labels, probabilities);
        if (Goal == ThresholdGoal.Fixed || labels.IsEmpty)
        {
            return Goal == ThresholdGoal.Fixed ? At : 0.5;
        }

        var (best, bestValue) = (1.0, double.NegativeInfinity);
        foreach (var (threshold, counts) in Candidates(labels, probabilities))
        {
            var value = Value(counts);
            var isAsGood = value == bestValue && !double.IsNegativeInfinity(value);
            if (value > bestValue || (isAsGood && Math.Abs(threshold - 0.5) < Math.Abs(best - 0.5)))
            {
                (best, bestValue) = (threshold, value);
            }
        }

        return best;
    }

    /// <summary>How good a threshold is by its goal; minus infinity for one that is out of the question.</summary>
    private double Value(ConfusionMatrix counts) => Goal switch
    {
        ThresholdGoal.F1 => counts.F1,
        ThresholdGoal.Mcc => counts.Mcc,
        ThresholdGoal.Cost => -((FalseUp * counts.FalsePositives) + (FalseDown * counts.FalseNegatives)),
        // Among those that reach the precision, the one that finds most.
        _ => counts.TruePositives + counts.FalsePositives >= CallsMin && counts.Precision >= AtLeast ? counts.TruePositives : double.NegativeInfinity,
    };

    private static IEnumerable<(double Threshold, ConfusionMatrix Counts)> Candidates(ReadOnlySpan<double> labels, ReadOnlySpan<double> probabilities)
    {
        var steps = Thresholds.Descending(labels, probabilities);
        var (ups, downs) = (steps.Sum(s => s.Up), steps.Sum(s => s.Down));
        return Walk();

        IEnumerable<(double, ConfusionMatrix)> Walk()
        {
            long foundUps = 0, foundDowns = 0;
            var above = 1.0;
            foreach (var (probability, up, down) in steps)
            {
                yield return (Midway(probability, above), new ConfusionMatrix(downs - foundDowns, foundDowns, ups - foundUps, foundUps));
                (foundUps, foundDowns, above) = (foundUps + up, foundDowns + down, probability);
            }

            yield return (above / 2, new ConfusionMatrix(0, downs, 0, ups));
        }
    }

    /// <summary>Between the two, and never the upper one, which is to be called up.</summary>
    private static double Midway(double low, double high) => low + ((high - low) / 2) is var middle && middle < high ? middle : low;
}
