namespace Weathervane.Tuning;

/// <summary>What an objective found.</summary>
/// <param name="Value">What the study makes as good as it can; NaN counts as failed.</param>
/// <param name="StandardError">Of the value over folds; NaN if unknown.</param>
/// <param name="FoldValues">The value of each fold; empty if there are none.</param>
public sealed record TrialScore(double Value, double StandardError, IReadOnlyList<double> FoldValues)
{
    /// <summary>Whether the trial stopped because <see cref="TrialContext.Report"/> said so; the value is not looked at then.</summary>
    public bool IsPruned { get; init; }

    /// <summary>The mean over folds with its standard error, which is NaN for one fold.</summary>
    /// <param name="foldValues">At least one.</param>
    public static TrialScore OfFolds(IReadOnlyList<double> foldValues)
    {
        Check.InRange(foldValues.Count, 1, int.MaxValue);
        var mean = foldValues.Average();
        var squares = foldValues.Sum(v => (v - mean) * (v - mean));
        return new TrialScore(mean, Math.Sqrt(squares / (foldValues.Count - 1) / foldValues.Count), foldValues);
    }

    /// <summary>The trial stopped early, as it was told to.</summary>
    /// <param name="foldValues">The folds that were finished.</param>
    public static TrialScore Pruned(IReadOnlyList<double> foldValues) => new(double.NaN, double.NaN, foldValues) { IsPruned = true };
}

/// <summary>Tries a point. May be called from several threads at once; must depend on the parameters, and on what the trial is told, alone.</summary>
/// <param name="trial">The point, whom to report to, and how to stop.</param>
/// <exception cref="InputException">The point makes no sense: the trial counts as failed and the study goes on.</exception>
public delegate TrialScore Objective(TrialContext trial);
