using System.Globalization;
using Weathervane.Bars;
using Weathervane.Labels;
using Weathervane.Numerics;

namespace Weathervane.Evaluation.Leaks;

/// <summary>What can be said about a column whose program is not there. Never that it is clean.</summary>
public enum ColumnVerdict
{
    /// <summary>It equals something that was not known yet.</summary>
    Leaks,

    /// <summary>It tells the label better than chance explains: a good feature, or a leak.</summary>
    Suspicious,

    /// <summary>Nothing speaks against it, and nothing but its program can prove it.</summary>
    NotProvable,
}

/// <summary>What was found about a column.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="Verdict">What can be said.</param>
/// <param name="Auc">How well it ranks the labels of its own bars, 0 to 1; NaN where it has too few values.</param>
/// <param name="Low">Lower end of what chance gives the luckiest of all the columns in 99 of 100 cases.</param>
/// <param name="High">The upper end.</param>
/// <param name="What">The same in words.</param>
public sealed record ColumnJudgement(string Feature, ColumnVerdict Verdict, double Auc, double Low, double High, string What);

/// <summary>Judges columns that come without the program that made them.</summary>
/// <remarks>The null band is that of the luckiest column: the labels are turned against the columns by random distances, which keeps the memory
/// of both, and the largest distance of any column's AUC from one half is noted each time.</remarks>
public static class BareColumns
{
    private const int Turns = 200;
    private const int RowsMin = 100;
    private const double BandShare = 0.99;

    /// <summary>Judges columns.</summary>
    /// <param name="features">[bars x columns] the columns on the bars that they stand on.</param>
    /// <param name="bars">The bars.</param>
    /// <param name="label">What is forecast.</param>
    /// <param name="seed">Seed of the turns.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <exception cref="InputException">Fewer than 100 bars have both a row and a label.</exception>
    public static LeakReport Judge(BarFeatures features, BarSeries bars, Label label, ulong seed, CancellationToken cancel)
    {
        var labels = label.Compute(bars);
        int[] rows = [.. Enumerable.Range(0, bars.Count).Where(i => labels.IsKnown(i) && features.Present?[i] != false)];
        if (rows.Length < RowsMin)
        {
            throw new InputException(bars.Name, $"shares {rows.Length} labelled bars with the rows; at least {RowsMin} are needed.", "Give the bars that the rows stand on.");
        }

        double[] ups = [.. rows.Select(r => labels[r].Value)];
        var ranks = Enumerable.Range(0, features.Matrix.Columns).Select(c => Ranks(features.Matrix.Column(c), rows)).ToArray();
        var band = Band(ranks, ups, seed, cancel);
        var judged = ranks.Select((r, c) => Judge(features.Matrix.Names[c], features.Matrix.Column(c), Auc(r, ups, 0), band, bars, label)).ToList();
        return new LeakReport
        {
            Checks = [new LeakCheck("columns", $"no column equals a value or label up to {FutureMatch.Furthest} bars ahead; AUC beside what chance gives", judged.Count)],
            Findings = [.. judged.Where(j => j.Verdict == ColumnVerdict.Leaks).Select(j => Finding(j, features, bars, rows))],
            Columns = judged,
        };
    }

    private static LeakFinding Finding(ColumnJudgement judged, BarFeatures features, BarSeries bars, int[] rows)
    {
        var column = features.Matrix.Column(features.Matrix.Names.ToList().IndexOf(judged.Feature));
        var bar = rows[0];
        foreach (var row in rows)
        {
            if (double.IsFinite(column[row]))
            {
                bar = row;
                break;
            }
        }

        return new LeakFinding("columns", judged.Feature, bars.Times[bar], judged.What);
    }

    private static ColumnJudgement Judge(string name, ReadOnlySpan<double> values, double auc, double band, BarSeries bars, Label label)
    {
        var (low, high) = (0.5 - band, 0.5 + band);
        var shown = string.Create(CultureInfo.InvariantCulture, $"AUC {auc:0.000}, by chance {low:0.000} to {high:0.000}");
        if (FutureMatch.Of(values, bars, label) is { } match)
        {
            return new(name, ColumnVerdict.Leaks, auc, low, high, $"is {match.Words}.");
        }

        return Math.Abs(auc - 0.5) > band
            ? new(name, ColumnVerdict.Suspicious, auc, low, high, $"suspicious: it tells the label better than chance explains ({shown}). A good feature does, and so does a leak; only the program that made it can tell.")
            : new(name, ColumnVerdict.NotProvable, auc, low, high, $"not provable without the program that made it ({shown}).");
    }

    /// <summary>The distance from one half that the luckiest column keeps within in 99 of 100 turns.</summary>
    private static double Band(double[][] ranks, double[] ups, ulong seed, CancellationToken cancel)
    {
        var random = new SeededRandom(seed);
        var furthest = new double[Turns];
        for (var turn = 0; turn < Turns; turn++)
        {
            cancel.ThrowIfCancellationRequested();
            // Near turns would keep some of what is asked about.
            var by = (ups.Length / 10) + random.NextInt(ups.Length - (2 * (ups.Length / 10)));
            foreach (var column in ranks)
            {
                var auc = Auc(column, ups, by);
                furthest[turn] = double.IsNaN(auc) ? furthest[turn] : Math.Max(furthest[turn], Math.Abs(auc - 0.5));
            }
        }

        Array.Sort(furthest);
        return furthest[(int)Math.Ceiling(BandShare * Turns) - 1];
    }

    /// <summary>Chance that a random up stands above a random down, with the labels turned by some rows.</summary>
    private static double Auc(double[] ranks, double[] ups, int turn)
    {
        if (ranks.Length == 0)
        {
            return double.NaN;
        }

        double sum = 0, count = 0;
        for (var i = 0; i < ranks.Length; i++)
        {
            var up = ups[i + turn < ups.Length ? i + turn : i + turn - ups.Length];
            sum += ranks[i] * up;
            count += up;
        }

        var downs = ups.Length - count;
        return count == 0 || downs == 0 ? double.NaN : (sum - (count * (count + 1) / 2)) / (count * downs);
    }

    /// <summary>[rows] ranks from 1, equal values sharing their mean and unknown ones the middle; empty where fewer than 100 are known.</summary>
    private static double[] Ranks(ReadOnlySpan<double> column, int[] rows)
    {
        var values = new double[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            values[i] = double.IsFinite(column[rows[i]]) ? column[rows[i]] : double.NaN;
        }

        var ranks = MidRanks.Centred(values, out var known);
        // Known values share the ranks that the unknown ones leave free around the middle: scaled, so that their mean stays in the middle.
        var (scale, middle) = (rows.Length / (double)known, (rows.Length + 1) / 2.0);
        return known < RowsMin ? [] : [.. ranks.Select(r => (r * scale) + middle)];
    }
}
