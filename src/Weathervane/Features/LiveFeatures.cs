using Weathervane.Bars;

namespace Weathervane.Features;

/// <summary>A feature set bar by bar: each row has the bits that <see cref="FeatureSet.Compute(BarSeries, FeatureOptions?)"/> gives for that bar.</summary>
/// <remarks>Mutable; one owner. An update allocates nothing.</remarks>
public sealed class LiveFeatures
{
    private readonly FeatureNode[] _nodes;
    private readonly double[] _outputs;
    private readonly (int Source, int Column)[] _sources;
    private readonly BarCalendar _calendar;
    private readonly HolePolicy _holes;
    private DateTime _last;

    internal LiveFeatures(FeatureSet set, BarCalendar calendar, HolePolicy holes)
    {
        (Set, _calendar, _holes) = (set, calendar, holes);
        _nodes = FeatureNode.Of(set.Columns);
        _outputs = new double[_nodes.Select(n => n.Indicator.Outputs).DefaultIfEmpty(1).Max()];
        var sources = set.SourceColumns.ToList();
        _sources = [.. set.Columns.Select((c, i) => (c.Formula.SourceColumn is { } name ? sources.IndexOf(name) : -1, i)).Where(s => s.Item1 >= 0)];
    }

    /// <summary>The set that is computed.</summary>
    public FeatureSet Set { get; }

    /// <summary>How many bars came since the start or the last restart.</summary>
    public long Bars { get; private set; }

    /// <summary>Whether the last row was past the warm-up of all columns.</summary>
    public bool IsWarm => Bars > Set.Warmup;

    /// <summary>Takes the next bar of a set without further columns.</summary>
    /// <param name="bar">A bar later than all before.</param>
    /// <param name="values">[columns] the features known at its close.</param>
    /// <exception cref="ArgumentException">The row has another length, the bar is not later, or the set needs further columns.</exception>
    public void Update(in Bar bar, Span<double> values) => Update(in bar, [], values);

    /// <summary>Takes the next bar.</summary>
    /// <param name="bar">A bar later than all before.</param>
    /// <param name="sourceColumns">The bar's values in the order of <see cref="FeatureSet.SourceColumns"/>.</param>
    /// <param name="values">[columns] the features known at its close.</param>
    /// <exception cref="ArgumentException">A length is wrong, or the bar is not later.</exception>
    public void Update(in Bar bar, ReadOnlySpan<double> sourceColumns, Span<double> values)
    {
        Check.SameLength(values.Length, Set.Columns.Count, nameof(values));
        Check.SameLength(sourceColumns.Length, Set.SourceColumns.Count, nameof(sourceColumns));
        if (Bars > 0 && bar.Time <= _last)
        {
            throw new ArgumentException($"bar must be later than the one before, {_last:O}, but opens at {bar.Time:O}.", nameof(bar));
        }

        if (Bars > 0 && _holes.RestartsBetween(_calendar, _last, bar.Time))
        {
            Restart();
        }

        _last = bar.Time;
        foreach (var node in _nodes)
        {
            node.Indicator.Update(in bar, _outputs.AsSpan(0, node.Indicator.Outputs));
            foreach (var target in node.Targets)
            {
                values[target.Column] = Bars < target.Warmup ? double.NaN : _outputs[target.Output];
            }
        }

        foreach (var (source, column) in _sources)
        {
            values[column] = sourceColumns[source];
        }

        Bars++;
    }

    /// <summary>Forgets all bars.</summary>
    public void Restart()
    {
        foreach (var node in _nodes)
        {
            node.Indicator.Restart();
        }

        Bars = 0;
    }
}
