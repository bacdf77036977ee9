namespace Weathervane.Learners.Trees.Growth;

/// <summary>Columns with which the forecast may only rise, or only fall.</summary>
internal static class Monotone
{
    /// <summary>Refuses values other than -1, 0 and 1.</summary>
    internal static IReadOnlyList<double> Check(IReadOnlyList<double> values, string name) => values.All(v => v is -1 or 0 or 1)
        ? values
        : throw new ArgumentException($"{name} must hold -1, 0 or 1 for each column, but has {string.Join(", ", values.Where(v => v is not (-1 or 0 or 1)).Take(3).Select(v => v.ToString(System.Globalization.CultureInfo.InvariantCulture)))}.", name);

    /// <summary>[columns] orders; null where all columns are free.</summary>
    /// <param name="values">One a column, or none.</param>
    /// <param name="columns">How many columns there are.</param>
    /// <param name="where">The parameter, for the problem's text.</param>
    /// <exception cref="InputException">The number of values differs from that of the columns.</exception>
    internal static int[]? Of(IReadOnlyList<double> values, int columns, string where)
    {
        if (values.Count > 0 && values.Count != columns)
        {
            throw new InputException(where, $"has {values.Count} values for {columns} columns.", "Give one value a column, or none.");
        }

        return values.Any(v => v != 0) ? [.. values.Select(v => (int)v)] : null;
    }
}
