using Weathervane.Numerics;
using Weathervane.Tuning.Samplers.Gaussian;

namespace Weathervane.Tuning.Samplers;

/// <summary>A Gaussian process is fitted to the trials; the point with the highest expected improvement is tried.</summary>
/// <remarks>Fewest trials for smooth objectives in up to about 20 parameters; its time grows with the cube of the trials, so at most
/// <see cref="PointsMax"/> are looked at. Trials whose results are not known yet count with the value that is expected of them.</remarks>
public sealed record GpSampler : Sampler
{
    private const int FitSteps = 30, EvenCandidates = 384, NearCandidates = 96, Climbs = 3, ClimbSteps = 60;

    /// <summary>Evenly spread trials before the first fit, 2 to 10,000.</summary>
    public int StartupTrials { get; init => field = Check.InRange(value, 2, 10_000); } = 10;

    /// <summary>Most trials that the process is fitted to, half of them the best and half the latest; 10 to 2,000.</summary>
    public int PointsMax { get; init => field = Check.InRange(value, 10, 2_000); } = 150;

    /// <inheritdoc/>
    public override string Id => "gp";

    /// <inheritdoc/>
    public override double[] Suggest(SuggestContext context)
    {
        var even = new SobolSampler().Suggest(context);
        if (context.Known.Count < StartupTrials || Belief(context, out var best) is not { } belief)
        {
            return even;
        }

        return Search(context, point => ExpectedImprovement.Log(belief.At(point).Mean, belief.At(point).Variance, best));
    }

    private GaussianProcess? Belief(SuggestContext context, out double best)
    {
        var known = Chosen(context.Known);
        double[] values = Targets.Of([.. known.Select(o => o.Loss)]);
        List<double[]> points = [.. known.Select(o => o.Units)];
        best = values.Min();
        var space = new PointSet(context.Space);
        var evidence = new Evidence(space, points, values);
        var kernel = Evidence.KernelOf(Bfgs.Minimise(evidence.Cost, evidence.Start, FitSteps, moveMax: 2));
        var belief = GaussianProcess.Of(space, points, values, kernel);
        if (belief is null || context.Pending.Count == 0)
        {
            return belief;
        }

        double[] expected = [.. context.Pending.Select(p => belief.At(p).Mean)];
        return GaussianProcess.Of(space, [.. points, .. context.Pending], [.. values, .. expected], kernel);
    }

    private List<Observation> Chosen(IReadOnlyList<Observation> known)
    {
        if (known.Count <= PointsMax)
        {
            return [.. known];
        }

        var latest = known.Skip(known.Count - (PointsMax / 2));
        return [.. known.Take(known.Count - (PointsMax / 2)).OrderBy(o => o.Loss).Take(PointsMax - (PointsMax / 2)), .. latest];
    }

    /// <summary>The best of many candidates, climbed from the best few.</summary>
    private static double[] Search(SuggestContext context, Func<double[], double> gain)
    {
        var (space, random) = (context.Space, context.Random);
        List<(double[] Units, double Gain)> found = [];
        var sobol = new SobolSampler();
        var shift = random.NextUInt64();
        for (var i = 0; i < EvenCandidates; i++)
        {
            Add(sobol.Suggest(context with { Number = i, Seed = shift }));
        }

        foreach (var trial in context.Known.OrderBy(o => o.Loss).Take(4))
        {
            for (var i = 0; i < NearCandidates / 4; i++)
            {
                Add(Neighbours.Near(space, trial.Units, 0.1, random));
            }
        }

        foreach (var start in found.OrderByDescending(f => f.Gain).Take(Climbs).ToList())
        {
            var (at, top, width) = (start.Units, start.Gain, 0.1);
            for (var step = 0; step < ClimbSteps; step++)
            {
                var next = Neighbours.Near(space, at, width, random);
                var value = gain(next);
                (at, top, width) = value > top ? (next, value, Math.Min(width * 1.5, 0.3)) : (at, top, Math.Max(width * 0.85, 1e-4));
            }

            found.Add((at, top));
        }

        var ranked = found.OrderByDescending(f => f.Gain).ToList();
        return ranked.FirstOrDefault(f => !context.IsTried(f.Units), ranked[0]).Units;

        void Add(double[] units)
        {
            var point = Neighbours.Snap(space, units);
            found.Add((point, gain(point)));
        }
    }
}
