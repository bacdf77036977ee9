using Weathervane.Numerics;
using Weathervane.Tuning.Search;

namespace Weathervane.Tuning.Samplers;

/// <summary>Tree-structured Parzen estimator: points that look more like the good trials than like the rest, parameter by parameter.</summary>
/// <remarks>Source: Bergstra, Bardenet, Bengio and Kegl (2011), Algorithms for Hyper-Parameter Optimization, section 4.</remarks>
public sealed record TpeSampler : Sampler
{
    /// <summary>Random trials before the first estimate, 1 to 10,000.</summary>
    public int StartupTrials { get; init => field = Check.InRange(value, 1, 10_000); } = 10;

    /// <summary>Points drawn from the good trials' density, of which the best is tried; 1 to 10,000.</summary>
    public int Candidates { get; init => field = Check.InRange(value, 1, 10_000); } = 24;

    /// <summary>Share of the trials that counts as good, above 0 and at most 0.5; at least one trial.</summary>
    public double GoodShare { get; init => field = Check.Above(value, 0, 0.5); } = 0.1;

    /// <inheritdoc/>
    public override string Id => "tpe";

    /// <inheritdoc/>
    public override double[] Suggest(SearchSpace space, IReadOnlyList<Observation> history, SeededRandom random)
    {
        if (history.Count < StartupTrials)
        {
            return new RandomSampler().Suggest(space, history, random);
        }

        // A stable order: of equal losses the earlier trial comes first.
        var sorted = history.OrderBy(o => o.Loss).ToList();
        // More than 25 good trials would blur the estimate around old, middling ones.
        var good = (int)Math.Min(Math.Ceiling(GoodShare * sorted.Count), 25);
        var units = new double[space.Parameters.Count];
        for (var p = 0; p < units.Length; p++)
        {
            units[p] = Best(space.Parameters[p], [.. sorted.Take(good).Select(o => o.Units[p])], [.. sorted.Skip(good).Select(o => o.Units[p])], random);
        }

        return units;
    }

    private double Best(SearchParameter parameter, double[] good, double[] rest, SeededRandom random)
    {
        var near = Density.Of(parameter, good);
        var far = Density.Of(parameter, rest);
        var (best, bestRatio) = (0.0, double.NegativeInfinity);
        for (var i = 0; i < Candidates; i++)
        {
            var candidate = parameter.ToUnit(parameter.FromUnit(near.Draw(random)));
            var ratio = near.At(candidate) / far.At(candidate);
            if (ratio > bestRatio)
            {
                (best, bestRatio) = (candidate, ratio);
            }
        }

        return best;
    }
}
