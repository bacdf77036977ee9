namespace Weathervane.Tuning.Search;

/// <summary>One of several values without an order.</summary>
/// <param name="Name">The learner's name of the parameter.</param>
/// <param name="Values">Texts, numbers or truth values; no two alike. One alone is a fixed value.</param>
public sealed record Choice(string Name, IReadOnlyList<object> Values) : SearchParameter(Name)
{
    /// <summary>How much is expected of each value, in their order, each above 0; empty for as much of all.</summary>
    public IReadOnlyList<double> Weights { get; init; } = [];

    /// <inheritdoc/>
    public override long? Count => Values.Count;

    /// <inheritdoc/>
    public override bool IsOrdered => false;

    /// <inheritdoc/>
    public override object FromUnit(double unit)
    {
        var edges = Edges();
        var cell = 0;
        while (cell < Values.Count - 1 && unit >= edges[cell + 1])
        {
            cell++;
        }

        return Values[cell];
    }

    /// <inheritdoc/>
    public override double ToUnit(object value)
    {
        var (edges, cell) = (Edges(), Values.ToList().IndexOf(value));
        return (edges[cell] + edges[cell + 1]) / 2;
    }

    /// <inheritdoc/>
    public override object ValueAt(long number) => Values[(int)number];

    internal override double[] Edges()
    {
        var (edges, below, sum) = (new double[Values.Count + 1], 0.0, Weights.Sum());
        for (var i = 0; i < Values.Count; i++)
        {
            edges[i] = Weights.Count == 0 ? (double)i / Values.Count : below / sum;
            below += Weights.Count == 0 ? 0 : Weights[i];
        }

        edges[^1] = 1;
        return edges;
    }

    internal override IEnumerable<InputProblem> Problems(string where)
    {
        if (Values.Count == 0)
        {
            yield return new(where, "there is no value to choose from.");
        }

        foreach (var twice in Values.GroupBy(v => v).Where(g => g.Count() > 1))
        {
            yield return new(where, FormattableString.Invariant($"the value '{twice.Key}' is there {twice.Count()} times."));
        }

        foreach (var odd in Values.Where(v => v is not (int or double or bool or string)))
        {
            yield return new(where, FormattableString.Invariant($"'{odd}' is neither a number, a truth value nor a text."));
        }

        if (Weights.Count > 0 && (Weights.Count != Values.Count || Weights.Any(w => !(w > 0 && w <= 1e9))))
        {
            yield return new($"{where}.weights", FormattableString.Invariant($"{Values.Count} numbers above 0 are needed, one a value, but there are [{string.Join(", ", Weights.Select(w => w.ToString("R", System.Globalization.CultureInfo.InvariantCulture)))}]."));
        }
    }
}
