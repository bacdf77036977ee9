using Weathervane.Numerics;

namespace Weathervane.Evaluation.Probabilities;

/// <summary>A curve with one exponent for each end: three numbers, for a model that is too sure at one end only.</summary>
/// <remarks>log odds = a ln p - b ln(1 - p) + c with a, b at least 0; a = b = 1, c = 0 changes nothing. A parameter that comes out negative is set to 0 and
/// the others are fitted again. Labels count as Platt's targets. Source: Kull, Silva Filho, Flach (2017), Beta calibration.</remarks>
public static class BetaCalibration
{
    /// <summary>The method, as the catalogue lists it; its numbers are a, b and c.</summary>
    public static CalibrationMethod Method { get; } = new(
        "beta", "A curve with its own bend at each end, with three parameters.", Fit, Apply, n => n is [>= 0, >= 0, _]);

    private static double Apply(double[] numbers, double probability)
    {
        var p = PlattScaling.Clip(probability);
        return PlattScaling.Clip(FixedMath.Sigmoid((numbers[0] * FixedMath.Log(p)) - (numbers[1] * FixedMath.Log(1 - p)) + numbers[2]));
    }

    private static double[] Fit(ReadOnlySpan<double> labels, ReadOnlySpan<double> probabilities)
    {
        var (targets, low, high) = (PlattScaling.Targets(labels), new double[labels.Length], new double[labels.Length]);
        for (var i = 0; i < targets.Length; i++)
        {
            var p = PlattScaling.Clip(probabilities[i]);
            (low[i], high[i]) = (FixedMath.Log(p), -FixedMath.Log(1 - p));
        }

        var both = LogisticCurve.Fit([low, high], targets);
        return both switch
        {
            [>= 0, >= 0, _] => both,
            [< 0, _, _] when LogisticCurve.Fit([high], targets) is [>= 0, _] one => [0, one[0], one[1]],
            [_, < 0, _] when LogisticCurve.Fit([low], targets) is [>= 0, _] one => [one[0], 0, one[1]],
            _ => [0, 0, LogisticCurve.Fit([], targets)[0]],
        };
    }
}
