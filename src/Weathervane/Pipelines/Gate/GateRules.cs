using System.Globalization;
using Weathervane.Evaluation;
using Weathervane.Evaluation.Inference;
using Weathervane.Evaluation.Metrics;
using Weathervane.Numerics;

namespace Weathervane.Pipelines.Gate;

/// <summary>The gate's tests. They see rows that neither forecaster had learnt from, and nothing of who asks.</summary>
/// <remarks>The policy is gated, not the refit: a recipe is proven by the walk-forward, in which it was refitted fold by fold, and its later refreshes only have to
/// keep within guardrails, since a month of bars has almost no power to prove a refit's gain.</remarks>
public sealed record GateRules
{
    /// <summary>How many unrelated recipes this one is the best of, 1 to 1e9: the effective number of trials that the verdict counts, too (see
    /// <see cref="Evaluation.Inference.TrialCorrection"/>). A p-value then is that of the best of so many.</summary>
    public double Trials { get; init => field = Check.InRange(value, 1.0, 1e9); } = 1;

    /// <summary>Two-sided level of the proofs, after correction: of gains that are none at most half as many pass.</summary>
    public double Level { get; init => field = Check.Inside(value, 0, 0.5); } = 0.05;

    /// <summary>One-sided level at which a refresh counts as worse, or a forecast as not calibrated.</summary>
    public double GuardLevel { get; init => field = Check.Inside(value, 0, 0.5); } = 0.01;

    /// <summary>Fewer common rows prove nothing and show nothing to be worse.</summary>
    public int RowsMin { get; init => field = Check.InRange(value, 2, int.MaxValue); } = 100;

    /// <summary>Whether a forecaster beats another on the same rows, after correction for trials.</summary>
    /// <param name="name">What the condition is called.</param>
    /// <param name="challenger">The forecaster in question.</param>
    /// <param name="other">The one to beat.</param>
    /// <param name="metric">The metric; a mean over rows.</param>
    /// <param name="horizon">How many bars the labels look ahead.</param>
    public GateCondition Beats(string name, OutOfSample challenger, OutOfSample other, Metric metric, int horizon)
    {
        if (Compared(challenger, other, metric, horizon) is not { Test: { } test } comparison)
        {
            return new(name, false, string.Create(CultureInfo.InvariantCulture, $"only {challenger.Rows.Length:N0} rows were scored by both it and {name}"));
        }

        var (p, error) = (MultipleTesting.BestOf(test.PValue, Trials), Math.Sqrt(test.LongRunVariance / test.Rows));
        // Both by the normal limit: what matters is their size.
        var level = MultipleTesting.LevelOfBest(Level, Trials);
        var hasGain = test.Mean > 0 && error > 0;
        var power = hasGain ? Normal.Cdf((test.Mean / error) + Normal.Quantile(level / 2)) : double.NaN;
        long? rows = hasGain ? test.RowsToProve(level) : null;
        return new(name, test.Mean > 0 && p <= Level, $"its {Figures(comparison)} {name}, {(Trials < 1.05 ? "" : "corrected ")}p {P(p)}", p, power, rows);
    }

    /// <summary>Whether a forecaster is not worse than another on the same rows.</summary>
    /// <param name="name">What the condition is called.</param>
    /// <param name="challenger">The forecaster in question.</param>
    /// <param name="other">The one that it replaces.</param>
    /// <param name="metric">The metric; a mean over rows.</param>
    /// <param name="horizon">How many bars the labels look ahead.</param>
    public GateCondition NotWorse(string name, OutOfSample challenger, OutOfSample other, Metric metric, int horizon)
    {
        if (Compared(challenger, other, metric, horizon) is not { Test: { } test } comparison)
        {
            return new(name, true, string.Create(CultureInfo.InvariantCulture, $"{challenger.Rows.Length:N0} common rows are too few to show it to be worse than {name}"));
        }

        var worse = 1 - OneSided(test);
        return new(name, !(test.Mean < 0 && worse < GuardLevel), $"its {Figures(comparison)} {name}, p {P(worse)} of being as good", worse);
    }

    /// <summary>Whether probabilities mean what they say: ups come as often as forecast, and not less sharply than forecast.</summary>
    /// <remarks>Two means that are 0 (or above) for a calibrated forecast: y - p, and (y - p)(p - mean p), whose mean is below 0 when the forecast claims more than it knows.
    /// Each is tested at half of <see cref="GuardLevel"/>.</remarks>
    /// <param name="forecasts">Forecasts of rows not learnt from.</param>
    /// <param name="horizon">How many bars the labels look ahead.</param>
    public GateCondition Calibrated(OutOfSample forecasts, int horizon)
    {
        const string Name = "calibration";
        if (forecasts.Rows.Length < RowsMin)
        {
            return new(Name, false, string.Create(CultureInfo.InvariantCulture, $"{forecasts.Rows.Length:N0} forecasts are too few to see whether they are calibrated"));
        }

        double[] surprise = [.. forecasts.Labels.Zip(forecasts.Probabilities, (y, p) => y - p)];
        var mean = forecasts.Probabilities.Average();
        var level = LongRunMean.Of(surprise, horizon);
        var slope = LongRunMean.Of([.. surprise.Zip(forecasts.Probabilities, (s, p) => s * (p - mean))], horizon);
        var overconfident = slope.Mean < 0 ? slope.PValue / 2 : 1;
        var lowest = Math.Min(level.PValue, overconfident);
        return new(
            Name,
            level.PValue >= GuardLevel / 2 && overconfident >= GuardLevel / 2,
            string.Create(CultureInfo.InvariantCulture, $"it says up {100 * mean:0.#} % of the time and up came {100 * forecasts.Labels.Average():0.#} %, {(overconfident < GuardLevel / 2 ? "and claims more than it knows" : "as sharply as it claims")}, p {P(lowest)}"),
            lowest);
    }

    private Comparison? Compared(OutOfSample challenger, OutOfSample other, Metric metric, int horizon) =>
        challenger.Rows.Length < RowsMin ? null : Comparison.Of(challenger, other, metric, horizon);

    /// <summary>Chance of a mean as high as this one when the true one is 0.</summary>
    private static double OneSided(LongRunMean test) => test.Mean > 0 ? test.PValue / 2 : 1 - (test.PValue / 2);

    private static string Figures(Comparison c) => string.Create(
        CultureInfo.InvariantCulture, $"{c.Metric.Name} {c.ModelScore:0.######} is {(c.Gain > 0 ? "better than" : c.Gain < 0 ? "worse than" : "equal to")} {c.BaselineScore:0.######} of");

    private static string P(double p) => p < 0.001 ? "< 0.001" : p.ToString("0.###", CultureInfo.InvariantCulture);
}
