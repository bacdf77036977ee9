namespace Weathervane.Evaluation.Probabilities;

/// <summary>Any rising curve, learnt from the rows: for many thousands of forecasts whose error has an odd shape; on few it learns their noise.</summary>
/// <remarks>Flat over each block of pooled rows and straight between blocks, as scikit-learn's IsotonicRegression; what it says is kept
/// 1/(n + 2) away from 0 and 1, n being the rows that it learnt from, for a block of ups alone proves no certainty. Source: Zadrozny,
/// Elkan (2002), Transforming Classifier Scores into Accurate Multiclass Probability Estimates.</remarks>
public static class IsotonicCalibration
{
    /// <summary>The method, as the catalogue lists it; its numbers are the curve's corners: said, meant, said, meant, rising.</summary>
    public static CalibrationMethod Method { get; } = new("isotonic", "Any rising curve, pooled from the rows; wants thousands of them.", Fit, Apply, AreCorners);

    private static double[] Fit(ReadOnlySpan<double> labels, ReadOnlySpan<double> probabilities)
    {
        var least = 1.0 / (labels.Length + 2);
        var corners = new List<double>();
        foreach (var block in PoolAdjacentViolators.Blocks(labels, probabilities))
        {
            var value = Math.Clamp(block.ShareUp, least, 1 - least);
            corners.AddRange([block.Lower, value]);
            if (block.Upper > block.Lower)
            {
                corners.AddRange([block.Upper, value]);
            }
        }

        return [.. corners];
    }

    private static double Apply(double[] corners, double probability)
    {
        var (first, last) = (0, (corners.Length / 2) - 1);
        if (probability <= corners[0])
        {
            return corners[1];
        }

        if (probability >= corners[2 * last])
        {
            return corners[^1];
        }

        // The corners on both sides.
        while (last - first > 1)
        {
            var middle = (first + last) / 2;
            (first, last) = corners[2 * middle] <= probability ? (middle, last) : (first, middle);
        }

        var (x0, y0, x1, y1) = (corners[2 * first], corners[(2 * first) + 1], corners[2 * last], corners[(2 * last) + 1]);
        return Math.Min(y0 + ((y1 - y0) * ((probability - x0) / (x1 - x0))), y1);
    }

    private static bool AreCorners(double[] numbers)
    {
        var corners = numbers.Chunk(2).ToList();
        return numbers.Length >= 2 && numbers.Length % 2 == 0
            && corners.All(c => c[1] is > 0 and < 1)
            && corners.Zip(corners.Skip(1)).All(pair => pair.First[0] < pair.Second[0] && pair.First[1] <= pair.Second[1]);
    }
}
