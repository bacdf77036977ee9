using Weathervane.Tuning.Search;

namespace Weathervane.Tuning.Samplers.Parzen;

/// <summary>Parameters that exist under the same conditions, and so in the same trials.</summary>
internal sealed class ParameterGroup
{
    private ParameterGroup(SearchSpace space, int[] members) =>
        (Members, Parameters) = (members, [.. members.Select(m => space.Parameters[m])]);

    /// <summary>Where they stand in the space; at least one.</summary>
    internal int[] Members { get; }

    internal IReadOnlyList<SearchParameter> Parameters { get; }

    /// <summary>The groups of a space, in the order of their first parameters: one that another depends on comes before it.</summary>
    internal static IEnumerable<ParameterGroup> Of(SearchSpace space) => Enumerable.Range(0, space.Parameters.Count)
        .GroupBy(i => string.Join(';', space.Parameters[i].When.Select(c => $"{c.Parameter}={string.Join(',', c.Values)}")))
        .Select(g => new ParameterGroup(space, [.. g]));

    internal bool IsIn(double[] units) => !double.IsNaN(units[Members[0]]);

    internal double[] Gather(double[] units) => [.. Members.Select(m => units[m])];

    internal void Scatter(double[] values, double[] units)
    {
        for (var i = 0; i < values.Length; i++)
        {
            units[Members[i]] = values[i];
        }
    }

    /// <summary>The positions of the values at these positions.</summary>
    internal double[] Snap(double[] values) => [.. values.Select((v, i) => Parameters[i].ToUnit(Parameters[i].FromUnit(v)))];
}
