using Weathervane.Numerics;
using Weathervane.Tuning.Samplers.Gaussian;

namespace Weathervane.Tuning.Samplers;

/// <summary>A Gaussian process is fitted to the trials; the point with the highest expected improvement is tried.</summary>
/// <remarks>Fewest trials for smooth objectives in up to about 20 parameters; its time grows with the cube of the trials, so at most
/// <see cref="PointsMax"/> are looked at. Trials whose results are not known yet count with the value that is expected of them.</remarks>
public sealed record GpSampler : Sampler
{
    private const int FitSteps = 30, CandidatesMax = 384, CandidatesEach = 64, Near = 4, Climbs = 3, ClimbSteps = 60, RefitShare = 10;

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

        return Search(context, point =>
        {
            var (mean, variance) = belief.At(point);
            return ExpectedImprovement.Log(mean, variance, best);
        });
    }

    private GaussianProcess? Belief(SuggestContext context, out double best)
    {
        var (points, values) = Chosen(context.Known);
        best = values.Min();
        var kernel = Kernel(context);
        var belief = GaussianProcess.Of(new PointSet(context.Space, points), values, kernel);
        if (belief is null || context.Pending.Count == 0)
        {
            return belief;
        }

        double[] expected = [.. context.Pending.Select(p => belief.At(p).Mean)];
        return GaussianProcess.Of(new PointSet(context.Space, [.. points, .. context.Pending]), [.. values, .. expected], kernel);
    }

    /// <summary>The kernel that explains the trials best, of which a tenth may be newer than the fit: fits take most of the time.</summary>
    private Matern Kernel(SuggestContext context)
    {
        var fitted = StartupTrials;
        for (var next = fitted; next <= context.Known.Count; next += Math.Max(1, next / RefitShare))
        {
            fitted = next;
        }

        return context.Kept.Get(fitted, () =>
        {
            var (points, values) = Chosen([.. context.Known.Take(fitted)]);
            var evidence = new Evidence(new PointSet(context.Space, points), values);
            return Evidence.KernelOf(Bfgs.Minimise(evidence.Cost, evidence.Start, FitSteps, moveMax: 2));
        });
    }

    private (List<double[]> Points, double[] Values) Chosen(IReadOnlyList<Observation> known)
    {
        var older = known.Count - (PointsMax / 2);
        var chosen = known.Count <= PointsMax ? known : [.. known.Take(older).OrderBy(o => o.Loss).Take(PointsMax - (PointsMax / 2)), .. known.Skip(older)];
        return ([.. chosen.Select(o => o.Units)], Targets.Of([.. chosen.Select(o => o.Loss)]));
    }

    /// <summary>The best of many candidates, climbed from the best few.</summary>
    private static double[] Search(SuggestContext context, Func<double[], double> gain)
    {
        var (space, random) = (context.Space, context.Random);
        List<(double[] Units, double Gain)> found = [];
        var sobol = new SobolSampler();
        var shift = random.NextUInt64();
        var candidates = Math.Min(CandidatesMax, CandidatesEach * space.Parameters.Count);
        for (var i = 0; i < candidates; i++)
        {
            Add(sobol.Suggest(context with { Number = i, Seed = shift }));
        }

        foreach (var trial in context.Known.OrderBy(o => o.Loss).Take(Near))
        {
            for (var i = 0; i < candidates / 4 / Near; i++)
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
