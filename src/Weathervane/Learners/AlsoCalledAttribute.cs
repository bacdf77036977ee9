namespace Weathervane.Learners;

/// <summary>Other names by which users of the original know a parameter; a pipeline may use them, reports show the first name.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AlsoCalledAttribute(params string[] names) : Attribute
{
    /// <summary>The names, in snake case.</summary>
    internal IReadOnlyList<string> Names { get; } = names;
}
