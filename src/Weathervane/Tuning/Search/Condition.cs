namespace Weathervane.Tuning.Search;

/// <summary>A parameter exists only where a choice before it has one of some values.</summary>
/// <param name="Parameter">The choice's name.</param>
/// <param name="Values">The values of that choice under which the parameter exists; at least one.</param>
public sealed record Condition(string Parameter, IReadOnlyList<object> Values)
{
    /// <summary>Whether the point has one of the values; false where the choice itself does not exist.</summary>
    /// <param name="point">Values by name.</param>
    public bool Holds(IReadOnlyDictionary<string, object> point) => point.TryGetValue(Parameter, out var value) && Values.Contains(value);
}
