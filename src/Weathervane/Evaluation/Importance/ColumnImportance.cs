namespace Weathervane.Evaluation.Importance;

/// <summary>How much a score falls without what one column, or one group of columns, tells.</summary>
/// <param name="Name">The column or the group.</param>
/// <param name="Mean">The mean fall over the repeats, in the metric's unit: positive where the column helps.</param>
/// <param name="StandardError">Of the mean, from the differences between repeats; NaN for one repeat. It tells of the dealing, not of the rows.</param>
public sealed record ColumnImportance(string Name, double Mean, double StandardError)
{
    internal static ColumnImportance Of(string name, double[] falls)
    {
        var mean = falls.Sum() / falls.Length;
        var variance = falls.Sum(f => (f - mean) * (f - mean)) / (falls.Length - 1);
        return new ColumnImportance(name, mean, Math.Sqrt(variance / falls.Length));
    }
}
