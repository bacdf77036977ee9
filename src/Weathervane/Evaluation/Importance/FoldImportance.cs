using Weathervane.Datasets;
using Weathervane.Datasets.Splits;
using Weathervane.Evaluation.Inference;
using Weathervane.Evaluation.Metrics;
using Weathervane.Learners;
using Weathervane.Numerics;

namespace Weathervane.Evaluation.Importance;

/// <summary>What columns are worth to a learner on rows that it has not learnt from, fold by fold: the record of its settings.</summary>
/// <remarks>In each fold the learner is fitted on the training rows and the columns of the test rows are dealt out anew, one by one and then by groups
/// of columns that say nearly the same. Groups are found on the first fold's training rows alone. The mean fall is over all test rows; its
/// interval is that of a mean of autocorrelated differences (<see cref="LongRunMean"/>), so it tells of the rows, not of the dealing. It is not
/// corrected for the number of columns: of 40 worthless ones one is expected to lie above 0 and one below; the adjusted p-values of columns and of groups, each a
/// table of its own, are (Benjamini and Hochberg). A column that several others can stand in
/// for falls by nothing when dealt out alone; its group shows what they are worth together. The result depends on rows, splits, settings and
/// seed alone.</remarks>
public sealed record FoldImportance
{
    /// <summary>How often each column and each group is dealt out in each fold.</summary>
    public int Repeats { get; init => field = Check.InRange(value, 1, 1_000); } = 3;

    /// <summary>Neighbouring rows that stay together when dealt out.</summary>
    public int BlockRows { get; init => field = Check.InRange(value, 1, int.MaxValue); } = 1;

    /// <summary>The least mean |rank correlation| at which columns are one group, above 0 and at most 1.</summary>
    public double Correlation { get; init => field = Check.Above(value, 0, 1); } = 0.6;

    /// <summary>How many bars the labels look ahead.</summary>
    public int Horizon { get; init => field = Check.InRange(value, 1, 100_000); } = 1;

    /// <summary>Fits, deals and measures.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="splits">Row numbers to learn from and to test, in time order.</param>
    /// <param name="fit">The learner.</param>
    /// <param name="metric">What is scored by: a mean over rows, such as log_loss, brier or accuracy.</param>
    /// <param name="options">Preprocessing, weights, seed, threads, progress and cancellation.</param>
    /// <exception cref="ArgumentException">The metric is no mean over rows, or fewer than two rows are tested.</exception>
    /// <exception cref="InputException">The rows cannot be learnt from.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public ImportanceRanking Of(Dataset data, IReadOnlyList<Split> splits, FitFunction fit, Metric metric, EvaluationOptions options)
    {
        Check.OneOf(metric.Name, [.. MetricCatalog.All.Where(m => m.RowScore is not null).Select(m => m.Name)], nameof(metric));
        var clusters = ColumnClusters.Of(data.Features.TakeRows(splits[0].Train), Correlation, options.Cancel);
        var singles = ColumnGroup.Singles(data.Features.Names);
        IReadOnlyList<ColumnGroup> shared = [.. clusters.Where(g => g.Columns.Count > 1)];
        IReadOnlyList<ColumnGroup> all = [.. singles, .. shared];
        var progress = new SharedProgress(splits.Count, options.Progress);
        var falls = splits.Select((split, fold) => FallsOf(data, split, fold, all, fit, metric, options, progress.Part(fold))).ToArray();
        var ranked = all.Select((group, g) => Rank(group, [.. falls.Select(f => f[g])], data.Features.Names)).ToList();
        // A group of one column is that column.
        var byGroup = clusters.Select(c => c.Columns.Count == 1 ? ranked[c.Columns[0]] : ranked[singles.Count + shared.ToList().IndexOf(c)]).ToList();
        return new ImportanceRanking(metric, splits.Count, Adjusted([.. ranked.Take(singles.Count)]), Adjusted(byGroup));
    }

    /// <summary>The lines of one table, each as one of all in it.</summary>
    private static IReadOnlyList<RankedGroup> Adjusted(IReadOnlyList<RankedGroup> table)
    {
        var adjusted = MultipleTesting.BenjaminiHochberg([.. table.Select(r => r.PValue)]);
        return [.. table.Select((r, i) => r with { AdjustedPValue = adjusted[i] })];
    }

    /// <summary>[groups][test rows] how much worse each row is scored with the group dealt out, the mean over the repeats.</summary>
    private double[][] FallsOf(
        Dataset data, Split split, int fold, IReadOnlyList<ColumnGroup> groups, FitFunction fit, Metric metric, EvaluationOptions options, IProgress<double>? progress)
    {
        options.Cancel.ThrowIfCancellationRequested();
        var prepared = PreparedFold.Of(data, split, options);
        var seed = SeededRandom.Mix(options.Seed, (ulong)fold);
        var model = fit(prepared.Train, new FitContext { Seed = seed, Threads = options.Threads, Cancel = options.Cancel });
        var before = new double[split.Test.Length];
        model.Predict(prepared.Test, before, options.Threads);
        double[] labels = [.. split.Test.Select(r => data.Labels[r])];
        double[] scores = [.. before.Select((p, i) => metric.RowScore!(labels[i], p))];
        var falls = groups.Select(_ => new double[labels.Length]).ToArray();
        var done = 0;
        new PermutationImportance { Repeats = Repeats, BlockRows = BlockRows, Seed = seed, Threads = options.Threads }.ForEachDeal(
            model,
            prepared.Test,
            Known(groups, data.Features.Names, prepared.Test.Names),
            (group, repeat, dealt) =>
            {
                for (var i = 0; i < dealt.Length; i++)
                {
                    falls[group][i] += metric.Gain(scores[i], metric.RowScore!(labels[i], dealt[i])) / Repeats;
                }

                progress?.Report((double)Interlocked.Increment(ref done) / (groups.Count * Repeats));
            },
            options.Cancel);
        return falls;
    }

    /// <summary>The groups as the fold's model numbers its columns: preprocessing drops those that its training rows never knew.</summary>
    private static List<ColumnGroup> Known(IReadOnlyList<ColumnGroup> groups, IReadOnlyList<string> names, IReadOnlyList<string> kept)
    {
        var number = kept.Index().ToDictionary(k => k.Item, k => k.Index);
        return [.. groups.Select(g => new ColumnGroup(g.Name, [.. g.Columns.Where(c => number.ContainsKey(names[c])).Select(c => number[names[c]])]))];
    }

    private RankedGroup Rank(ColumnGroup group, double[][] falls, IReadOnlyList<string> names)
    {
        var mean = LongRunMean.Of([.. falls.SelectMany(f => f)], Horizon);
        return new RankedGroup(group.Name, [.. group.Columns.Select(c => names[c])], mean.Mean, mean.Low, mean.High, [.. falls.Select(f => f.Average())]) { PValue = mean.PValue };
    }
}
