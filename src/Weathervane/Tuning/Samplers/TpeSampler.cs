using Weathervane.Tuning.Samplers.Parzen;
using Weathervane.Tuning.Search;

namespace Weathervane.Tuning.Samplers;

/// <summary>Tree-structured Parzen estimator: points that look more like the good trials than like the rest, all parameters together.</summary>
/// <remarks>Parameters that exist under the same conditions form a group with a joint density, learnt from the trials in which they exist.
/// Source: Bergstra, Bardenet, Bengio and Kegl (2011), Algorithms for Hyper-Parameter Optimization, section 4, with its widths of
/// kernels; joint kernels as in Falkner, Klein and Hutter (2018), BOHB.</remarks>
public sealed record TpeSampler : Sampler
{
    // More than 25 good trials would blur the estimate around old, middling ones; and as many of the latest count in full.
    private const int GoodMax = 25, Latest = 25;

    /// <summary>Evenly spread trials before the first estimate, 1 to 10,000.</summary>
    public int StartupTrials { get; init => field = Check.InRange(value, 1, 10_000); } = 10;

    /// <summary>Points drawn from the good trials' density, of which the best is tried; 1 to 10,000.</summary>
    public int Candidates { get; init => field = Check.InRange(value, 1, 10_000); } = 24;

    /// <summary>Share of the trials that counts as good, above 0 and at most 0.5; at least one trial.</summary>
    public double GoodShare { get; init => field = Check.Above(value, 0, 0.5); } = 0.1;

    /// <summary>How many trials the even density over the whole space counts for, above 0 and at most 100: more explores more.</summary>
    public double PriorWeight { get; init => field = Check.Above(value, 0, 100); } = 0.5;

    /// <inheritdoc/>
    public override string Id => "tpe";

    /// <inheritdoc/>
    public override double[] Suggest(SuggestContext context)
    {
        var units = new SobolSampler().Suggest(context);
        if (context.Known.Count < StartupTrials)
        {
            return units;
        }

        var parameters = context.Space.Parameters;
        foreach (var group in ParameterGroup.Of(context.Space))
        {
            var point = context.Space.Point(units);
            if (SearchSpace.Exists(parameters[group.Members[0]], point))
            {
                group.Scatter(Best(group, context, units), units);
            }
        }

        return units;
    }

    private double[] Best(ParameterGroup group, SuggestContext context, double[] units)
    {
        // A stable order: of equal losses the earlier trial comes first; a pruned one was worse than those that went on.
        var order = context.Known.Select((o, i) => (o, i)).Where(t => group.IsIn(t.o.Units))
            .OrderBy(t => t.o.IsPruned).ThenBy(t => t.o.Loss).ToList();
        var good = (int)Math.Min(Math.Ceiling(GoodShare * order.Count), GoodMax);
        var near = Density(group, order.Take(good).OrderBy(t => t.i).Select(t => t.o.Units));
        var far = Density(group, order.Skip(good).OrderBy(t => t.i).Select(t => t.o.Units).Concat(context.Pending.Where(group.IsIn)));
        var (best, bestRatio) = (Array.Empty<double>(), double.NegativeInfinity);
        for (var i = 0; i < Candidates; i++)
        {
            var candidate = group.Snap(near.Draw(context.Random));
            var ratio = near.LogAt(candidate) - far.LogAt(candidate);
            if (ratio > bestRatio || best.Length == 0)
            {
                group.Scatter(candidate, units);
                if (best.Length == 0 || !context.IsTried(units))
                {
                    (best, bestRatio) = (candidate, ratio);
                }
            }
        }

        return best;
    }

    /// <summary>The density of trials in the order of their numbers: the older one is, the less it counts.</summary>
    private JointDensity Density(ParameterGroup group, IEnumerable<double[]> trials)
    {
        double[][] units = [.. trials.Select(group.Gather)];
        var old = units.Length - Latest;
        var weights = new double[units.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = i >= old ? 1 : (1.0 + ((units.Length - 1.0) * i / Math.Max(old - 1, 1))) / units.Length;
        }

        return new JointDensity(group.Parameters, units, weights, PriorWeight);
    }
}
