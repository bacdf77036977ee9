using Weathervane.Numerics;

namespace Weathervane.Tuning.Samplers.Evolution;

/// <summary>The settings of an evolution strategy, all from the number of parameters.</summary>
/// <remarks>Source: Hansen (2016), The CMA Evolution Strategy: A Tutorial, table 1.</remarks>
internal sealed record EvolutionWeights
{
    /// <summary>Trials in a generation.</summary>
    internal required int Population { get; init; }

    /// <summary>How many of them move the mean.</summary>
    internal required int Parents { get; init; }

    /// <summary>[population] by rank: above 0 and summing to 1 for parents, below 0 for the rest.</summary>
    internal required double[] Weights { get; init; }

    /// <summary>How many equal parents would carry as much information.</summary>
    internal required double Effective { get; init; }

    internal required double SigmaRate { get; init; }

    internal required double Damping { get; init; }

    internal required double PathRate { get; init; }

    internal required double OneRate { get; init; }

    internal required double ManyRate { get; init; }

    /// <summary>The mean length of a standard normal vector.</summary>
    internal required double ExpectedLength { get; init; }

    internal static EvolutionWeights Of(int n)
    {
        var population = 4 + (int)Math.Floor(3 * FixedMath.Log(n));
        var parents = population / 2;
        double[] raw = [.. Enumerable.Range(1, population).Select(i => FixedMath.Log((population + 1) / 2.0) - FixedMath.Log(i))];
        var effective = Effect(raw.Take(parents));
        var pathRate = (4 + (effective / n)) / (n + 4 + (2 * effective / n));
        var oneRate = 2 / (((n + 1.3) * (n + 1.3)) + effective);
        var manyRate = Math.Min(1 - oneRate, 2 * (0.25 + effective + (1 / effective) - 2) / (((n + 2.0) * (n + 2)) + effective));
        var sigmaRate = (effective + 2) / (n + effective + 5);
        var below = Effect(raw.Skip(parents));
        var negative = Math.Min(
            1 + (oneRate / manyRate), Math.Min(1 + (2 * below / (effective + 2)), (1 - oneRate - manyRate) / (n * manyRate)));
        var (plus, minus) = (raw.Where(w => w > 0).Sum(), -raw.Where(w => w < 0).Sum());
        return new EvolutionWeights
        {
            Population = population,
            Parents = parents,
            Weights = [.. raw.Select(w => w >= 0 ? w / plus : w * negative / minus)],
            Effective = effective,
            SigmaRate = sigmaRate,
            Damping = 1 + (2 * Math.Max(0, Math.Sqrt((effective - 1) / (n + 1)) - 1)) + sigmaRate,
            PathRate = pathRate,
            OneRate = oneRate,
            ManyRate = manyRate,
            ExpectedLength = Math.Sqrt(n) * (1 - (1.0 / (4 * n)) + (1.0 / (21.0 * n * n))),
        };
    }

    private static double Effect(IEnumerable<double> weights)
    {
        var list = weights.ToList();
        return list.Sum() * list.Sum() / list.Sum(w => w * w);
    }
}
