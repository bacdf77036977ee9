using Weathervane.Numerics;
using Weathervane.Tuning.Samplers.Gaussian;

namespace Weathervane.Tuning.Samplers;

/// <summary>A Gaussian process is fitted to the trials; the point with the highest expected improvement is tried.</summary>
/// <remarks>Fewest trials for smooth objectives in up to about 20 parameters; a fit's time grows with the cube of the trials, so at most
/// <see cref="PointsMax"/> are looked at. Trials whose results are not known yet count with the value that is expected of them.</remarks>
public sealed record GpSampler : Sampler
{
    private const int CandidatesMax = 256, CandidatesEach = 32, Near = 4, NearEach = 8, Climbs = 3, Rounds = 6;

    /// <summary>Evenly spread trials before the first fit, 2 to 10,000.</summary>
    public int StartupTrials { get; init => field = Check.InRange(value, 2, 10_000); } = 10;

    /// <summary>Most trials that the process is fitted to, half of them the best and half the latest; 10 to 2,000.</summary>
    public int PointsMax { get; init => field = Check.InRange(value, 10, 2_000); } = 150;

    /// <inheritdoc/>
    public override string Id => "gp";

    /// <inheritdoc/>
    public override double[] Suggest(SuggestContext context)
    {
        if (context.Known.Count < StartupTrials)
        {
            return new SobolSampler().Suggest(context);
        }

        var belief = context.Kept.Get(() => new Belief(context.Space, StartupTrials, PointsMax));
        belief.Learn(context.Known, context.Pending);
        return new Climb(context, belief).Run();
    }

    /// <summary>Looks for the best of many candidates, and climbs from the best few.</summary>
    private sealed class Climb(SuggestContext context, Belief belief)
    {
        private readonly List<(double[] Units, double Gain)> _found = [];

        internal double[] Run()
        {
            var (space, random) = (context.Space, context.Random);
            var even = new SobolSequence(Math.Min(space.Parameters.Count, SobolSequence.DimensionsMax), random.NextUInt64());
            List<double[]> candidates = [];
            for (uint i = 0; i < Math.Min(CandidatesMax, CandidatesEach * space.Parameters.Count); i++)
            {
                double[] units = [.. space.Parameters.Select(_ => random.NextDouble())];
                even.Point(i, units.AsSpan(0, Math.Min(units.Length, SobolSequence.DimensionsMax)));
                candidates.Add(Neighbours.Snap(space, units));
            }

            foreach (var trial in context.Known.OrderBy(o => o.Loss).Take(Near))
            {
                candidates.AddRange(Enumerable.Range(0, NearEach).Select(_ => Neighbours.Near(space, trial.Units, 0.1, random)));
            }

            Look([.. candidates]);
            foreach (var start in _found.OrderByDescending(f => f.Gain).Take(Climbs).ToList())
            {
                From(start.Units, start.Gain);
            }

            var ranked = _found.OrderByDescending(f => f.Gain).ToList();
            return ranked.FirstOrDefault(f => !context.IsTried(f.Units), ranked[0]).Units;
        }

        /// <summary>Rounds of as many neighbours as are looked at side by side, the next ones around the best.</summary>
        private void From(double[] at, double top)
        {
            var width = 0.1;
            for (var round = 0; round < Rounds; round++)
            {
                var first = _found.Count;
                Look([.. Enumerable.Range(0, GaussianProcess.Lanes).Select(_ => Neighbours.Near(context.Space, at, width, context.Random))]);
                var best = _found.Skip(first).MaxBy(f => f.Gain);
                (at, top, width) = best.Gain > top ? (best.Units, best.Gain, Math.Min(width * 1.5, 0.3)) : (at, top, Math.Max(width * 0.3, 1e-4));
            }
        }

        private void Look(double[][] positions)
        {
            var (means, variances) = (new double[positions.Length], new double[positions.Length]);
            belief.Process.At(positions, means, variances);
            _found.AddRange(positions.Select((p, i) => (p, ExpectedImprovement.Log(means[i], variances[i], belief.Best))));
        }
    }
}
