using Weathervane.Evaluation.Inference;
using Weathervane.Features;
using Weathervane.Numerics;

namespace Weathervane.Monitoring.Drift;

/// <summary>Tells whether a window of rows still comes from the law that the reference came from.</summary>
public static class DriftMonitor
{
    /// <summary>Tests the columns that the reference knows.</summary>
    /// <remarks>Columns are found by name. A column alarms when its p-value, adjusted for the number of columns, is at most the level; when it never moved and now does; or
    /// when 5 points more of its values are missing. The result is the same on any number of threads.</remarks>
    /// <param name="reference">What was kept of the rows that the model was learnt from.</param>
    /// <param name="window">[rows x columns] in time order; values that are not finite are unknown.</param>
    /// <param name="options">How strict to be; null for the defaults.</param>
    /// <exception cref="InputException">Columns of the reference are missing, all named, or the window has fewer than <see cref="DriftOptions.RowsMin"/> rows.</exception>
    public static DriftReport Check(DriftReference reference, FeatureMatrix window, DriftOptions? options = null)
    {
        options ??= new DriftOptions();
        var places = Places(reference, window);
        var found = new ColumnDrift[reference.Columns.Count];
        Parallel.For(0, found.Length, new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = options.Cancel }, i =>
            found[i] = ColumnCheck.Of(
                reference.Columns[i], window.Column(places[i]), found.Length, SeededRandom.Mix(options.Seed, (ulong)i), options));
        var adjusted = MultipleTesting.BenjaminiHochberg([.. found.Select(c => c.PValue)]);
        return new DriftReport
        {
            Rows = window.Rows,
            ReferenceRows = reference.Rows,
            Level = options.Level,
            Draws = options.Draws,
            Seed = options.Seed,
            Columns = [.. found.Select((c, i) => Judged(c with { AdjustedPValue = adjusted[i] }, options.Level))],
        };
    }

    private static ColumnDrift Judged(ColumnDrift column, double level)
    {
        if (column.Tests.Count == 0)
        {
            return column;
        }

        var judged = column with { Alarm = column.Alarm || column.AdjustedPValue <= level };
        return judged with { Words = column.Words.Length == 0 ? DriftWords.Of(judged) : $"{DriftWords.Of(judged)}; {column.Words}" };
    }

    private static int[] Places(DriftReference reference, FeatureMatrix window)
    {
        var problems = new List<InputProblem>();
        string[] missing = [.. reference.Columns.Select(c => c.Name).Except(window.Names)];
        if (missing.Length > 0)
        {
            problems.Add(new InputProblem("current rows", $"lack the column{(missing.Length == 1 ? "" : "s")} {string.Join(", ", missing)}.", $"They have {string.Join(", ", window.Names)}."));
        }

        if (window.Rows < DriftOptions.RowsMin)
        {
            problems.Add(new InputProblem("current rows", FormattableString.Invariant($"are {window.Rows}."), FormattableString.Invariant($"At least {DriftOptions.RowsMin} are needed to tell a distribution.")));
        }

        return problems.Count > 0
            ? throw new InputException(problems)
            : [.. reference.Columns.Select(c => window.Names.Index().First(n => n.Item == c.Name).Index)];
    }
}
