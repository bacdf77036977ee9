namespace Weathervane.Evaluation.Leaks;

/// <summary>Where a column of two runs differs, up to a bar after which it may.</summary>
/// <param name="Column">Its number.</param>
/// <param name="FirstBar">The first bar whose value differs.</param>
/// <param name="LastBar">The last one.</param>
/// <param name="Before">The value there on the whole series.</param>
/// <param name="After">The value there with another future.</param>
/// <param name="Values">[bars up to the last that may not differ] all values with the other future.</param>
internal sealed record FeatureDifference(int Column, int FirstBar, int LastBar, double Before, double After, double[] Values)
{
    /// <summary>[columns] the differences; null where there is none.</summary>
    internal static FeatureDifference?[] Between(BarFeatures whole, BarFeatures after, int last, double tolerance, string where)
    {
        if (!whole.Matrix.Names.SequenceEqual(after.Matrix.Names))
        {
            throw new InputException(
                where,
                $"the program gave the columns {string.Join(", ", whole.Matrix.Names)} on the whole series, and {string.Join(", ", after.Matrix.Names)} on another future.",
                "It must give the same columns for any bars.");
        }

        var found = new FeatureDifference?[whole.Matrix.Columns];
        for (var c = 0; c < found.Length; c++)
        {
            var ours = whole.Matrix.Column(c)[..(last + 1)];
            var theirs = after.Matrix.Column(c)[..(last + 1)];
            var slack = tolerance == 0 ? 0 : tolerance * Deviation(ours);
            var (first, end) = (-1, -1);
            for (var i = 0; i <= last; i++)
            {
                // A row that one of the two left out says nothing: programs drop rows whose label is not known yet.
                if (Differ(ours[i], theirs[i], tolerance, slack) && whole.Present?[i] != false && after.Present?[i] != false)
                {
                    (first, end) = (first < 0 ? i : first, i);
                }
            }

            found[c] = first < 0 ? null : new FeatureDifference(c, first, end, ours[end], theirs[end], theirs.ToArray());
        }

        return found;
    }

    private static bool Differ(double one, double other, double tolerance, double slack) =>
        !one.Equals(other) && !(Math.Abs(one - other) <= (tolerance * Math.Max(Math.Abs(one), Math.Abs(other))) + slack);

    private static double Deviation(ReadOnlySpan<double> values)
    {
        var (count, sum, squares) = (0, 0.0, 0.0);
        foreach (var value in values)
        {
            if (double.IsFinite(value))
            {
                count++;
                var step = value - sum;
                sum += step / count;
                squares += step * (value - sum);
            }
        }

        return count == 0 ? 0 : Math.Sqrt(squares / count);
    }
}
