namespace Weathervane.Tuning.Search;

/// <summary>One of several values without an order.</summary>
/// <param name="Name">The learner's name of the parameter.</param>
/// <param name="Values">Texts, numbers or truth values; no two alike. One alone is a fixed value.</param>
public sealed record Choice(string Name, IReadOnlyList<object> Values) : SearchParameter(Name)
{
    /// <inheritdoc/>
    public override long? Count => Values.Count;

    /// <inheritdoc/>
    public override bool IsOrdered => false;

    /// <inheritdoc/>
    public override object FromUnit(double unit) => Values[(int)Cell(unit, Values.Count)];

    /// <inheritdoc/>
    public override double ToUnit(object value) => (Values.ToList().IndexOf(value) + 0.5) / Values.Count;

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
    }
}
