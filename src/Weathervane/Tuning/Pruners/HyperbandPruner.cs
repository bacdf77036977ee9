using Weathervane.Numerics;

namespace Weathervane.Tuning.Pruners;

/// <summary>Hyperband: successive halving in several brackets, from early judgement to none, since nobody knows how soon a trial shows its worth.</summary>
/// <remarks>A trial's bracket follows from the seed and its number; it is judged among the trials of its bracket. Source: Li et al. (2018),
/// Hyperband; brackets drawn by their budgets as in Falkner, Klein and Hutter (2018), BOHB.</remarks>
public sealed record HyperbandPruner : Pruner
{
    /// <summary>The first step of the bracket that judges earliest, 1 to 1,000,000.</summary>
    public int FirstStep { get; init => field = Check.InRange(value, 1, 1_000_000); } = 11;

    /// <summary>The step at which a trial is finished, 1 to 1,000,000.</summary>
    public int LastStep { get; init => field = Check.InRange(value, 1, 1_000_000); } = 100;

    /// <summary>One in so many goes on at each judgement, 2 to 100.</summary>
    public int Factor { get; init => field = Check.InRange(value, 2, 100); } = 3;

    /// <inheritdoc/>
    public override string Id => "hyperband";

    /// <inheritdoc/>
    public override bool ShouldStop(PruneContext context)
    {
        var starts = Starts();
        var bracket = BracketOf(context.Trial.Number, context.Seed, starts.Count);
        return new HalvingPruner { FirstStep = starts[bracket], LastStep = LastStep, Factor = Factor }
            .ShouldStop(context with { Known = [.. context.Known.Where(t => BracketOf(t.Number, context.Seed, starts.Count) == bracket)] });
    }

    /// <summary>The first step of each bracket, the earliest first; the last bracket judges nobody.</summary>
    internal IReadOnlyList<int> Starts()
    {
        List<int> starts = [FirstStep];
        while ((long)starts[^1] * Factor <= LastStep)
        {
            starts.Add(starts[^1] * Factor);
        }

        return starts;
    }

    /// <summary>By chance, but so that the brackets spend about equally much: those that stop many trials early get more of them.</summary>
    internal int BracketOf(int number, ulong seed, int brackets)
    {
        double[] shares = [.. Enumerable.Range(0, brackets).Select(b => Math.Ceiling(brackets * FixedMath.Pow(Factor, brackets - 1 - b) / (brackets - b)))];
        var left = SeededRandom.Fork(seed ^ 0xB4ACE7, (ulong)number).NextDouble() * shares.Sum();
        var bracket = 0;
        while (bracket < brackets - 1 && left >= shares[bracket])
        {
            left -= shares[bracket++];
        }

        return bracket;
    }
}
