using Weathervane.Tuning.Search;

namespace Weathervane.Tuning.Samplers.Evolution;

/// <summary>The generations of a study: learns from its trials as soon as one is full.</summary>
/// <remarks>It comes to the same whether it is told of the trials one after the other or all at once.</remarks>
internal sealed class Generations
{
    private readonly CmaEsSampler _settings;
    private int _told;

    /// <summary>No trial is known yet.</summary>
    internal Generations(SearchSpace space, CmaEsSampler settings) =>
        (_settings, Ordered) = (settings, [.. Enumerable.Range(0, space.Parameters.Count).Where(p => space.Parameters[p] is { IsOrdered: true, When.Count: 0 })]);

    /// <summary>The parameters that take part, by their numbers in the space.</summary>
    internal int[] Ordered { get; }

    /// <summary>Where the next trials are drawn; null before the first generation, and where no parameter takes part.</summary>
    internal EvolutionState? State { get; private set; }

    /// <summary>Learns from the trials that it was not told of before.</summary>
    /// <param name="known">All trials, in order.</param>
    internal void Learn(IReadOnlyList<Observation> known)
    {
        if (Ordered.Length == 0)
        {
            return;
        }

        if (State is null && known.Count >= _settings.StartupTrials)
        {
            var good = (int)Math.Ceiling(_settings.GoodShare * _settings.StartupTrials);
            State = EvolutionState.Around([.. Ranked(known, _settings.StartupTrials).Take(good)], _settings.Sigma);
        }

        for (var population = EvolutionWeights.Of(Ordered.Length).Population; State is not null && _told + population <= known.Count;)
        {
            State.Tell([.. Ranked(known, population)]);
        }
    }

    /// <summary>The positions of the next trials, the best first; a pruned one was worse than those that went on.</summary>
    private IEnumerable<double[]> Ranked(IReadOnlyList<Observation> known, int count)
    {
        var from = _told;
        _told += count;
        return known.Skip(from).Take(count).OrderBy(o => o.IsPruned).ThenBy(o => o.Loss).Select(o => Ordered.Select(p => o.Units[p]).ToArray());
    }
}
