namespace Weathervane.Store.Search;

/// <summary>A condition on rows, as parsed from text such as <c>metrics.log_loss &lt; 0.69 AND tags.stage = 'live'</c>.</summary>
internal abstract record Filter
{
    /// <summary>Every part must hold.</summary>
    internal sealed record All(IReadOnlyList<Filter> Parts) : Filter;

    /// <summary>At least one part must hold.</summary>
    internal sealed record Any(IReadOnlyList<Filter> Parts) : Filter;

    /// <summary>The part must not hold; it does not hold for a row that lacks the value.</summary>
    internal sealed record Not(Filter Part) : Filter;

    /// <summary>One comparison.</summary>
    /// <param name="Key">What is compared.</param>
    /// <param name="Operator">How.</param>
    /// <param name="Values">With what: one value, several for IN, none for IS NULL.</param>
    internal sealed record Compare(FilterKey Key, FilterOperator Operator, IReadOnlyList<FilterValue> Values) : Filter;
}

/// <summary>What a condition or an order names: <c>metrics.`log loss`</c>.</summary>
/// <param name="Entity">As written before the first dot; empty for an attribute.</param>
/// <param name="Name">What follows.</param>
/// <param name="At">The first character's place in the text, from 1.</param>
internal readonly record struct FilterKey(string Entity, string Name, int At)
{
    public override string ToString() => Entity.Length == 0 ? Name : $"{Entity}.{Name}";
}

/// <summary>A value as written.</summary>
/// <param name="Text">Without its quotes.</param>
/// <param name="Quoted">Whether it stood in quotes.</param>
internal readonly record struct FilterValue(string Text, bool Quoted)
{
    public override string ToString() => Quoted ? $"'{Text}'" : Text;
}

/// <summary>How a key is compared with values.</summary>
internal enum FilterOperator
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Like,
    ILike,
    In,
    NotIn,
    IsNull,
    IsNotNull,
}
