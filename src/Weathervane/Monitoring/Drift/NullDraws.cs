using Weathervane.Evaluation.Inference;
using Weathervane.Monitoring.Autoregression;
using Weathervane.Monitoring.DriftTests;
using Weathervane.Numerics;

namespace Weathervane.Monitoring.Drift;

/// <summary>What the tests of a column say of windows without drift: as many stretches as are drawn of the reference's own law.</summary>
/// <remarks>A stretch has m n / (m + n) rows for a window of n and a reference of m: held against the law that it is drawn from, it varies as much as
/// a window of n rows does against a reference that is itself a sample.</remarks>
internal sealed class NullDraws
{
    // Where the price of looking through several tests is measured: tests agree less the farther out, and fewer draws lie there.
    private const double PriceAt = 0.02;

    // A column whose worst test is reached by more of the first draws than three times the level does not drift, and more draws would not make it.
    private const int FirstDraws = 200;
    private const double FarFromDrift = 3;
    private readonly DrawnTail[] _tails;
    private readonly double[] _stretch;

    private NullDraws(DrawnTail[] tails, double[] stretch, double tests, double meanVariance) =>
        (_tails, _stretch, EffectiveTests, MeanVariance) = (tails, stretch, tests, meanVariance);

    /// <summary>As how many unrelated tests those of the catalogue count.</summary>
    internal double EffectiveTests { get; }

    /// <summary>Variance of the difference of the window's mean and the reference's.</summary>
    internal double MeanVariance { get; }

    /// <summary>Draws the stretches of a column: a few first, the rest where these do not settle it (Besag and Clifford (1991), Sequential Monte Carlo p-values,
    /// Biometrika 78(2)).</summary>
    /// <param name="column">The reference, which has moved.</param>
    /// <param name="pair">Its bins; receives the stretches.</param>
    /// <param name="rows">Known values in the window.</param>
    /// <param name="observed">[tests] the window's scores.</param>
    /// <param name="seed">The column's own seed.</param>
    /// <param name="options">How many draws at most, and the level that is asked about.</param>
    internal static NullDraws Of(ReferenceColumn column, DistributionPair pair, int rows, double[] observed, ulong seed, DriftOptions options)
    {
        var length = (double)rows * column.Rows / (rows + column.Rows);
        var paths = new StationaryPaths(column.Memory, column.Rows, column.Shares, Math.Max(2, (int)Math.Round(length)));
        var scores = DriftTestCatalog.All.Select(_ => new double[options.Draws]).ToArray();
        var (first, draws) = (Math.Min(FirstDraws, options.Draws), options.Draws);
        var shift = Draw(paths, pair, rows, seed, scores, 0, first);
        var few = Of(column, rows, [.. scores.Select(s => s[..first])], shift / first);
        if (first == draws || observed.Select((o, test) => few.PValue(test, o)).Min() > FarFromDrift * options.Level)
        {
            return few;
        }

        shift += Draw(paths, pair, rows, seed, scores, first, draws);
        return Of(column, rows, scores, shift / draws);
    }

    /// <summary>Fills scores [tests x draws] from one draw up to another; gives the sum of the squared shifts of the mean.</summary>
    private static double Draw(StationaryPaths paths, DistributionPair pair, int rows, ulong seed, double[][] scores, int from, int to)
    {
        var tests = DriftTestCatalog.All;
        var (counts, squares) = (new int[paths.Bins * StationaryPaths.Lanes], 0.0);
        for (var draw = from; draw < to; draw++)
        {
            var lane = draw % StationaryPaths.Lanes;
            if (lane == 0)
            {
                paths.Draw(SeededRandom.Fork(seed, (ulong)draw), counts);
            }

            pair.SetCounts(counts.AsSpan(lane), StationaryPaths.Lanes, paths.Rows, rows);
            for (var t = 0; t < scores.Length; t++)
            {
                scores[t][draw] = tests[t].Score(pair);
            }

            squares += pair.CurrentShift * pair.CurrentShift;
        }

        return squares;
    }

    private static NullDraws Of(ReferenceColumn column, int rows, double[][] scores, double meanVariance)
    {
        DrawnTail[] tails = [.. scores.Select(s => new DrawnTail(s))];
        double[] stretch = [.. DriftTestCatalog.All.Select((t, i) => Stretch(column, t.Name, rows, tails[i]))];
        return new NullDraws(tails, stretch, Price(scores, tails), meanVariance * stretch[0]);
    }

    /// <summary>How many times the drawn scores the reference's own windows show for the test; 1 where they show no more.</summary>
    internal double StretchOf(int test) => _stretch[test];

    /// <summary>Chance of a score of at least this without drift. Where the draws had to be stretched they no longer tell the tail's shape: then it is at
    /// least that of one square of a normal number with the same mean, the heaviest among sums of squares.</summary>
    internal double PValue(int test, double score)
    {
        var (tail, stretch) = (_tails[test], _stretch[test]);
        var drawn = tail.PValue(score / stretch);
        return stretch == 1 ? drawn : Math.Max(drawn, 2 * Normal.Cdf(-Math.Sqrt(score / (stretch * tail.Mean))));
    }

    /// <summary>The chance that any test looks as bad as the worst did.</summary>
    internal double Combined(double smallest) => MultipleTesting.BestOf(smallest, EffectiveTests);

    /// <summary>Where the reference's own windows lie farther from the whole than any autoregression lets them (volatility that comes in waves, a slow cycle), the draws
    /// are stretched by as much. A window is part of its reference, so that it varies by 1/n - 1/m where a later one varies by 1/n + 1/m.</summary>
    private static double Stretch(ReferenceColumn column, string test, int rows, DrawnTail tail)
    {
        var windows = (double)column.Rows / rows;
        if (windows < 4 || column.Own.Length == 0 || tail.Mean <= 0)
        {
            return 1;
        }

        var ratio = OwnMean(column.Own, test, rows) / (tail.Mean * (windows - 1) / (windows + 1));
        var chance = 1.645 * Math.Sqrt(tail.Variance / windows) / tail.Mean;
        return ratio > 1 + chance ? ratio : 1;
    }

    /// <summary>Between the two lengths at hand that enclose the window's, in the ratio of logarithms; scores fall as one over the length.</summary>
    private static double OwnMean(OwnWindows[] own, string test, int rows)
    {
        var above = Math.Max(1, Array.FindIndex(own, o => o.Rows >= rows));
        if (rows <= own[0].Rows || own.Length == 1 || rows >= own[^1].Rows)
        {
            var nearest = rows <= own[0].Rows ? own[0] : own[^1];
            return nearest.Scores[test];
        }

        var (a, b) = (own[above - 1], own[above]);
        var share = FixedMath.Log((double)rows / a.Rows) / FixedMath.Log((double)b.Rows / a.Rows);
        return a.Scores[test] <= 0 || b.Scores[test] <= 0
            ? Math.Max(a.Scores[test], b.Scores[test])
            : FixedMath.Exp(((1 - share) * FixedMath.Log(a.Scores[test])) + (share * FixedMath.Log(b.Scores[test])));
    }

    private static double Price(double[][] scores, DrawnTail[] tails)
    {
        var hits = 0;
        for (var draw = 0; draw < scores[0].Length; draw++)
        {
            for (var t = 0; t < tails.Length; t++)
            {
                if (tails[t].PValue(scores[t][draw]) <= PriceAt)
                {
                    hits++;
                    break;
                }
            }
        }

        var share = Math.Clamp(hits / (double)scores[0].Length, PriceAt, 0.9);
        return Math.Clamp(FixedMath.Log1P(-share) / FixedMath.Log1P(-PriceAt), 1, tails.Length);
    }
}
