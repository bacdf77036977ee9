using System.Globalization;
using System.Runtime.ExceptionServices;
using Weathervane.Labels;
using Weathervane.Numerics;

namespace Weathervane.Evaluation.Leaks;

/// <summary>How features are searched for leaks.</summary>
public sealed record LeakOptions
{
    /// <summary>How many places of the series are tried, 1 to 1,000; at each, two neighbouring bars are.</summary>
    public int Moments { get; init => field = Check.InRange(value, 1, 1_000); } = 2;

    /// <summary>A value is another one when it differs by more than this share of it, or of its column's standard deviation; 0 to 0.01. 0 is to the bit.</summary>
    public double Tolerance { get; init => field = Check.InRange(value, 0, 0.01); }

    /// <summary>Whether the program is run twice on the same bars first, to see that it gives the same.</summary>
    public bool Repeat { get; init; }

    /// <summary>What the features are to forecast: names a feature that is the label. Null asks for nothing of the kind.</summary>
    public Label? Label { get; init; }

    /// <summary>Seed of the places and the noise.</summary>
    public ulong Seed { get; init; }

    /// <summary>Most runs of the program at once; what is found does not depend on it.</summary>
    public int Threads { get; init => field = Check.InRange(value, 1, 1_024); } = 1;

    /// <summary>Told the share of the work that is done.</summary>
    public IProgress<double>? Progress { get; init; }

    /// <summary>Stops the work.</summary>
    public CancellationToken Cancel { get; init; }
}

/// <summary>Finds features that were not known at the close of the bar that they stand on, by giving their program other futures.</summary>
/// <remarks>A feature at a bar may change only when that bar, or one before it, does. So at several bars of the series all later ones are cut off,
/// replaced by noise, mirrored and scaled, one series at a time, and no value up to that bar may change. Cuts come in pairs of
/// neighbours: of two neighbouring bars at most one ends a coarser bar, so a program that shows coarser bars before they close is seen. What
/// reads only bars that it was never asked about (a rare event) can escape: finding nothing is no proof that there is nothing.</remarks>
public static class LeakProver
{
    /// <summary>Fewer bars leave no room for a past and a future.</summary>
    public const int BarsMin = 100;

    /// <summary>Runs the program on other futures.</summary>
    /// <param name="program">Makes the features.</param>
    /// <param name="bars">Real or made bars, at least <see cref="BarsMin"/>.</param>
    /// <param name="options">How.</param>
    /// <exception cref="InputException">There are too few bars, or the program gives other columns than before.</exception>
    public static LeakReport Prove(FeatureProgram program, ProbeBars bars, LeakOptions options)
    {
        if (bars.Own.Count < BarsMin)
        {
            throw new InputException(bars.Own.Name, $"has {bars.Own.Count} bars; at least {BarsMin} are needed to search for leaks.");
        }

        var whole = program(bars, options.Cancel);
        var probes = Plan(bars, options);
        var changes = new FeatureDifference?[probes.Count][];
        var progress = new SharedProgress(probes.Count, options.Progress);
        try
        {
            Parallel.For(0, probes.Count, ParallelRuns.Options(options.Threads, options.Cancel), i =>
            {
                var after = program(probes[i].Bars, options.Cancel);
                changes[i] = FeatureDifference.Between(whole, after, probes[i].Last, options.Tolerance, bars.Own.Name);
                progress.Part(i)?.Report(1);
            });
        }
        catch (AggregateException failures)
        {
            // A program that fails on one future is told as it would be on the first.
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }

        var unstable = probes.Select((p, i) => (p, i)).Where(x => x.p.Change is null).SelectMany(x => changes[x.i])
            .Where(d => d is not null).Select(d => d!.Column).ToHashSet();
        var findings = Enumerable.Range(0, whole.Matrix.Columns).Where(c => !unstable.Contains(c))
            .Select(c => Finding(whole, bars, probes, [.. changes.Select(d => d[c])], c, options)).OfType<LeakFinding>();
        return new LeakReport
        {
            Checks = [new LeakCheck(
                "features",
                $"features up to a bar stay the same when all later bars of {(bars.Others.Count == 0 ? "the series" : "the series, or of one that joins it,")} are cut off, noise, mirrored or scaled",
                probes.Count)],
            Findings = [.. findings],
            Notes = [.. Notes(whole, probes, unstable)],
        };
    }

    private sealed record Probe(FutureChange? Change, string? Series, int Last, ProbeBars Bars);

    private static List<Probe> Plan(ProbeBars bars, LeakOptions options)
    {
        var plan = new List<Probe>();
        if (options.Repeat)
        {
            plan.Add(new Probe(null, null, bars.Own.Count - 1, bars));
        }

        for (var i = 0; i < options.Moments; i++)
        {
            var last = Moment(bars.Own.Count, i, options);
            foreach (var series in bars.Series)
            {
                foreach (var (change, place) in FutureChange.All.Select(c => (c, last)).Append((FutureChange.All[0], last + 1)))
                {
                    var known = bars.KnownAt(place, series);
                    var other = series is null ? bars.Own : bars.Others[series];
                    if (known > 0 && known < other.Count)
                    {
                        plan.Add(new Probe(change, series, place, bars.With(series, change.Apply(other, known, SeededRandom.Mix(options.Seed, (ulong)plan.Count)))));
                    }
                }
            }
        }

        return plan;
    }

    /// <summary>Bars in the last 45 % of the series, so that warm-ups are over, and some before its end.</summary>
    private static int Moment(int bars, int number, LeakOptions options)
    {
        var share = 0.55 + (0.43 * (number + SeededRandom.Fork(options.Seed, (ulong)number).NextDouble()) / options.Moments);
        return Math.Min((int)(share * bars), bars - 3);
    }

    private static LeakFinding? Finding(BarFeatures whole, ProbeBars bars, List<Probe> probes, FeatureDifference?[] seen, int column, LeakOptions options)
    {
        // What only some futures change says less than what a cut or noise changes: the first of those in the plan is shown.
        var place = Array.FindIndex(seen, d => d is not null);
        if (place < 0)
        {
            return null;
        }

        var (probe, difference) = (probes[place], seen[place]!);
        var reach = seen.Select((d, i) => d is null ? 0 : probes[i].Last + 1 - d.FirstBar).Max();
        var first = seen.Select((d, i) => d is null ? 1 : d.FirstBar / (double)probes[i].Last).Min();
        var name = whole.Matrix.Names[column];
        var series = probe.Series is null ? "the bars" : $"the bars of '{probe.Series}'";
        var what = string.Create(
            CultureInfo.InvariantCulture,
            $"changes from {Shown(difference.Before)} to {Shown(difference.After)} when {series} after {bars.Own.Times[probe.Last]:yyyy-MM-dd HH:mm} {probe.Change!.Summary}: ");
        return new LeakFinding(
            "features", name, bars.Own.Times[difference.LastBar], what + LeakCause.Of(whole, column, bars.Own, difference, reach, first, options.Label), reach);
    }

    private static IEnumerable<string> Notes(BarFeatures whole, List<Probe> probes, HashSet<int> unstable)
    {
        if (unstable.Count > 0)
        {
            yield return $"Not provable, since they come out differently when run again on the same bars: {Listed(unstable.Order())}.";
        }

        var first = probes.Where(p => p.Change is not null).Select(p => p.Last).DefaultIfEmpty(0).Min();
        int[] unknown = [.. Enumerable.Range(0, whole.Matrix.Columns).Where(c => !whole.Matrix.Column(c)[..(first + 1)].ContainsAnyInRange(double.MinValue, double.MaxValue))];
        if (unknown.Length > 0)
        {
            yield return $"Not provable on so few bars, since they have no value before the first one that was tried: {Listed(unknown)}.";
        }

        string Listed(IEnumerable<int> columns) => string.Join(", ", columns.Select(c => whole.Matrix.Names[c]));
    }

    private static string Shown(double value) => double.IsNaN(value) ? "unknown" : value.ToString("G6", CultureInfo.InvariantCulture);
}
