namespace Weathervane.Features;

/// <summary>One calculation of a set and the columns that it fills: equal formulas and outputs of one group are computed once.</summary>
/// <param name="Indicator">The calculation, fresh.</param>
/// <param name="Targets">Which output goes to which column, after how many bars of warm-up.</param>
internal sealed record FeatureNode(RunningIndicator Indicator, FeatureTarget[] Targets)
{
    /// <summary>Fresh nodes for the catalogue columns of a set, in the order of their first column.</summary>
    internal static FeatureNode[] Of(IReadOnlyList<FeatureColumn> columns) =>
    [
        .. columns.Select((column, index) => (column.Formula, Target: new FeatureTarget(column.Formula.Output, index, column.Formula.Warmup)))
            .Where(c => c.Formula.Definition is not null)
            .GroupBy(c => c.Formula.Calculation)
            .Select(group => new FeatureNode(group.First().Formula.Create(), [.. group.Select(c => c.Target)])),
    ];
}

/// <summary>Where an output goes.</summary>
internal readonly record struct FeatureTarget(int Output, int Column, int Warmup);
