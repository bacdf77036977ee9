namespace Weathervane.Features;

/// <summary>Features of one series beside the bars of another: each decision bar gets the newest row that was known at its close.</summary>
/// <remarks>The features are computed on their own bars, so that a recursive mean or a coarse bar keeps its meaning, and only then taken over.</remarks>
public static class FeatureJoin
{
    /// <summary>Takes, for each decision bar, the row at a position.</summary>
    /// <param name="features">[other bars x columns] features of the other series, on its own bars.</param>
    /// <param name="positions">[decision bars] the other bar whose close was the last one known, or -1 where none was known or it was too old.</param>
    /// <param name="name">Put before the names of the columns: <c>name.rsi_14</c>.</param>
    /// <returns>[decision bars x columns]; NaN where the position is -1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A position is neither -1 nor that of a row.</exception>
    public static FeatureMatrix Take(FeatureMatrix features, ReadOnlySpan<int> positions, string name)
    {
        foreach (var position in positions)
        {
            Check.InRange(position, -1, features.Rows - 1);
        }

        var values = new double[checked(features.Columns * positions.Length)];
        for (var column = 0; column < features.Columns; column++)
        {
            var source = features.Column(column);
            var destination = values.AsSpan(column * positions.Length, positions.Length);
            for (var i = 0; i < destination.Length; i++)
            {
                destination[i] = positions[i] < 0 ? double.NaN : source[positions[i]];
            }
        }

        return new FeatureMatrix([.. features.Names.Select(column => $"{name}.{column}")], values, positions.Length);
    }

    /// <summary>Puts matrices over the same rows side by side.</summary>
    /// <param name="parts">At least one; equal numbers of rows.</param>
    /// <exception cref="ArgumentException">The numbers of rows differ, or two columns have one name.</exception>
    public static FeatureMatrix SideBySide(params IReadOnlyList<FeatureMatrix> parts)
    {
        Check.InRange(parts.Count, 1, int.MaxValue, nameof(parts));
        var names = parts.SelectMany(p => p.Names).ToList();
        if (names.GroupBy(n => n).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"parts must have different column names, but two are called '{twice.Key}'.", nameof(parts));
        }

        var rows = parts[0].Rows;
        var values = new double[checked(names.Count * rows)];
        var at = 0;
        foreach (var part in parts)
        {
            Check.SameLength(part.Rows, rows, nameof(parts));
            for (var column = 0; column < part.Columns; column++, at += rows)
            {
                part.Column(column).CopyTo(values.AsSpan(at));
            }
        }

        return new FeatureMatrix(names, values, rows);
    }
}
