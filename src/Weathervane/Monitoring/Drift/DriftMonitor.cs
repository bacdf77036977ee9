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
    /// <param name="further">Columns of another length than the window's, found by name and kind before its own; those that the reference does not know are passed over.</param>
    /// <exception cref="InputException">Columns of the reference are missing, all named, or the window has fewer than <see cref="DriftOptions.RowsMin"/> rows.</exception>
    public static DriftReport Check(DriftReference reference, FeatureMatrix window, DriftOptions? options = null, IReadOnlyList<DriftColumn>? further = null)
    {
        options ??= new DriftOptions();
        var places = Places(reference, window, further ?? []);
        var found = new ColumnDrift[reference.Columns.Count];
        Parallel.For(0, found.Length, ParallelRuns.Options(options.Threads, options.Cancel), i =>
            found[i] = ColumnCheck.Of(
                reference.Columns[i], places[i].Further is { } column ? column.Values : window.Column(places[i].Column), found.Length,
                SeededRandom.Mix(options.Seed, (ulong)i), options));
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

    private static (DriftColumn? Further, int Column)[] Places(DriftReference reference, FeatureMatrix window, IReadOnlyList<DriftColumn> further)
    {
        var problems = new List<InputProblem>();
        var names = window.Names.ToList();
        (DriftColumn? Further, int Column)[] places =
            [.. reference.Columns.Select(c => (further.FirstOrDefault(f => f.Name == c.Name && f.Kind == c.Kind), names.IndexOf(c.Name)))];
        string[] missing = [.. places.Index().Where(p => p.Item is { Further: null, Column: < 0 }).Select(p => reference.Columns[p.Index].Name)];
        if (missing.Length > 0)
        {
            problems.Add(new InputProblem("current rows", $"lack the column{(missing.Length == 1 ? "" : "s")} {string.Join(", ", missing)}.", $"They have {string.Join(", ", window.Names)}."));
        }

        if (window.Rows < DriftOptions.RowsMin)
        {
            problems.Add(new InputProblem("current rows", FormattableString.Invariant($"are {window.Rows}."), FormattableString.Invariant($"At least {DriftOptions.RowsMin} are needed to tell a distribution.")));
        }

        return problems.Count > 0 ? throw new InputException(problems) : places;
    }
}
