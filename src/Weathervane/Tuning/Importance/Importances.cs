using Weathervane.Numerics;
using Weathervane.Tuning.Search;

namespace Weathervane.Tuning.Importance;

/// <summary>How much a parameter mattered.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Share">Share of the objective's variance over the space that it explains by itself, 0 to 1.</param>
public sealed record ParameterImportance(string Name, double Share);

/// <summary>Which parameters the objective depended on.</summary>
/// <remarks>Functional analysis of variance: a forest is fitted to the complete trials, and each tree's variance over the whole space is
/// split exactly into what every parameter explains by itself; what is missing to 1 are interactions. A parameter that does not exist
/// at a point counts as standing in its middle. Source: Hutter, Hoos and Leyton-Brown (2014), An Efficient Approach for Assessing
/// Hyperparameter Importance.</remarks>
public static class Importances
{
    private const int Trees = 64;

    /// <summary>Every parameter's share, the largest first; empty with fewer than 4 complete trials, or where all had one value.</summary>
    /// <param name="space">The search space.</param>
    /// <param name="trials">Trials of it; those that are not complete are left out.</param>
    /// <param name="seed">Seed of the forest.</param>
    public static IReadOnlyList<ParameterImportance> Of(SearchSpace space, IReadOnlyList<Trial> trials, ulong seed = 0)
    {
        const int TrialsMin = 4;
        var complete = trials.Where(t => t.State == TrialState.Complete).ToList();
        if (complete.Count < TrialsMin)
        {
            return [];
        }

        double[][] points = [.. complete.Select(t => space.Units(t.Parameters).Select(u => double.IsNaN(u) ? 0.5 : u).ToArray())];
        double[] values = [.. complete.Select(t => t.Value)];
        var (shares, counted) = (new double[space.Parameters.Count], 0);
        for (var t = 0; t < Trees; t++)
        {
            var random = SeededRandom.Fork(seed, (ulong)t);
            int[] drawn = [.. values.Select(_ => random.NextInt(values.Length))];
            if (RegressionTree.Grow(points, values, drawn).VarianceShares() is { } own)
            {
                counted++;
                for (var p = 0; p < shares.Length; p++)
                {
                    shares[p] += own[p];
                }
            }
        }

        return counted == 0 ? [] :
        [
            .. space.Parameters.Select((p, i) => new ParameterImportance(p.Name, shares[i] / counted)).OrderByDescending(i => i.Share),
        ];
    }
}
