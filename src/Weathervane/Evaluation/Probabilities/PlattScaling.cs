using Weathervane.Numerics;

namespace Weathervane.Evaluation.Probabilities;

/// <summary>A straight line through the log odds: two numbers, for a model that is too sure or not sure enough all over.</summary>
/// <remarks>Source: Platt (1999), Probabilistic Outputs for Support Vector Machines, with log odds in place of margins, and his targets
/// (n1 + 1)/(n1 + 2) and 1/(n0 + 2), by which no probability becomes 0 or 1.</remarks>
public static class PlattScaling
{
    /// <summary>The method, as the catalogue lists it; its numbers are slope (at least 0) and intercept.</summary>
    public static CalibrationMethod Method { get; } = new(
        "platt", "A line through the log odds, with two parameters.", Fit, (n, p) => Clip(FixedMath.Sigmoid((n[0] * LogOdds(p)) + n[1])), n => n is [>= 0, _]);

    // Certainty is cut off here, where log odds are some 14: trees often say 0 or 1, and a steep line says so too.
    internal const double Least = 1e-6;

    internal static double Clip(double probability) => Math.Clamp(probability, Least, 1 - Least);

    /// <summary>[rows] what a cautious observer of the labels would say: never 0 or 1.</summary>
    internal static double[] Targets(ReadOnlySpan<double> labels)
    {
        var ups = 0;
        foreach (var label in labels)
        {
            ups += label > 0.5 ? 1 : 0;
        }

        var (up, down) = ((ups + 1.0) / (ups + 2.0), 1.0 / (labels.Length - ups + 2.0));
        var targets = new double[labels.Length];
        for (var i = 0; i < targets.Length; i++)
        {
            targets[i] = labels[i] > 0.5 ? up : down;
        }

        return targets;
    }

    private static double LogOdds(double probability) => FixedMath.Logit(Clip(probability));

    private static double[] Fit(ReadOnlySpan<double> labels, ReadOnlySpan<double> probabilities)
    {
        var (targets, odds) = (Targets(labels), new double[labels.Length]);
        for (var i = 0; i < odds.Length; i++)
        {
            odds[i] = LogOdds(probabilities[i]);
        }

        var line = LogisticCurve.Fit([odds], targets);
        // Forecasts that point the wrong way are not turned round: nothing is left of them but the base rate.
        return line[0] >= 0 ? line : [0, LogisticCurve.Fit([], targets)[0]];
    }
}
