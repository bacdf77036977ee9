using System.Globalization;

namespace Weathervane.Evaluation.Inference;

/// <summary>How many tries a walk-forward score is the best of.</summary>
public sealed record TrialCorrection
{
    /// <summary>One model, tried once.</summary>
    public static TrialCorrection None { get; } = new();

    /// <summary>Tries of this run that were scored on these rows.</summary>
    public int Own { get; init; } = 1;

    /// <summary>Tries of earlier runs on the same series, label and overlapping times.</summary>
    public int Earlier { get; init; }

    /// <summary>Tries made elsewhere, as the user says.</summary>
    public int Declared { get; init; }

    /// <summary>How many unrelated tries would have been as likely to show so good a best one; declared ones count in full.</summary>
    public double Effective { get; init; } = 1;

    /// <summary>How likely it is that the best of this run's tries on half of the time is below their median on the other half; NaN for one try.</summary>
    public double Overfitting { get; init; } = double.NaN;

    /// <summary>Counts the tries.</summary>
    /// <param name="own">This run's models, on the rows that score them; at least one.</param>
    /// <param name="others">What was tried before on the same series and label; those at other times do not count.</param>
    /// <param name="declared">Tries made elsewhere, 0 or more.</param>
    /// <param name="seed">Seed of the simulation.</param>
    /// <param name="cancel">Stops the work.</param>
    public static TrialCorrection Of(
        IReadOnlyList<ScoredTry> own, IReadOnlyList<ScoredTry> others, int declared, ulong seed = 0, CancellationToken cancel = default)
    {
        var earlier = others.Where(o => own.Any(o.Overlaps)).ToList();
        var known = BlockGains.Align([.. own.Concat(earlier).Where(t => t.Gains is not null).Select(t => t.Gains!)]);
        var (all, before) = (own.Sum(t => t.Tries), earlier.Sum(t => t.Tries));
        var related = known.Count == 0 ? 0 : EffectiveTrials.Of(known, seed, cancel);
        return new TrialCorrection
        {
            Own = all,
            Earlier = before,
            Declared = Check.InRange(declared, 0, int.MaxValue),
            Effective = Math.Max(1, related + (all + before - known.Count) + declared),
            Overfitting = OverfittingProbability.Of(
                [.. BlockGains.Align([.. own.Where(t => t.Gains is not null).Select(t => t.Gains!)]).Select(g => g.Where(double.IsFinite).ToArray())], cancel: cancel),
        };
    }

    /// <summary>What was counted and what it does to a p-value, in one line.</summary>
    /// <param name="decisive">The comparison that is corrected.</param>
    public string Explain(Comparison decisive)
    {
        var where = new List<string> { $"{Own:N0} in this run" };
        if (Earlier > 0)
        {
            where.Add(string.Create(CultureInfo.InvariantCulture, $"{Earlier:N0} earlier in this workspace"));
        }

        if (Declared > 0)
        {
            where.Add(string.Create(CultureInfo.InvariantCulture, $"{Declared:N0} declared"));
        }

        var total = Own + Earlier + Declared;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{total:N0} {(total == 1 ? "try" : "tries")} at these bars ({string.Join(", ", where)}) {(total == 1 ? "is" : "are")} worth {Effective:0.#} unrelated {(Effective < 1.05 ? "one" : "ones")}: {P(decisive.PValue)} counts as {Figure(decisive.CorrectedPValue)}{(double.IsNaN(Overfitting) ? "" : string.Create(CultureInfo.InvariantCulture, $"; the choice is overfitted with a probability of {100 * Overfitting:0} %"))}.");
    }

    private static string P(double value) => value < 0.0001 ? "p < 0.0001" : "p = " + Figure(value);

    private static string Figure(double value) => value < 0.0001 ? "< 0.0001" : value.ToString("0.####", CultureInfo.InvariantCulture);
}
