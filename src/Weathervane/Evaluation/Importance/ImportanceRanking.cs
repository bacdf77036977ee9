using Weathervane.Evaluation.Metrics;

namespace Weathervane.Evaluation.Importance;

/// <summary>What a column, or a group of columns, is worth.</summary>
/// <param name="Name">The column, or the most central column of the group.</param>
/// <param name="Members">The columns; at least one.</param>
/// <param name="Mean">How much worse the score is without them, over all test rows, in the metric's unit: positive where they help.</param>
/// <param name="Low">Lower end of the mean's 95 % interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="ByFold">[folds] the mean of each fold.</param>
public sealed record RankedGroup(string Name, IReadOnlyList<string> Members, double Mean, double Low, double High, IReadOnlyList<double> ByFold)
{
    /// <summary>In how many folds the score was worse without them.</summary>
    public int FoldsHelped => ByFold.Count(f => f > 0);

    /// <summary>Two-sided, of a mean of 0, for this one alone; NaN where it was not tested.</summary>
    public double PValue { get; init; } = double.NaN;

    /// <summary>As one of all in the same table, by Benjamini and Hochberg: of those at most 0.05 an expected 5 % at most are worthless; NaN where it was not tested.</summary>
    public double AdjustedPValue { get; init; } = double.NaN;

    /// <summary>Whether the whole interval lies above 0 and outlasts the number of lines in the table: BEATS where they help, WORSE where they harm.</summary>
    public Verdict Verdict => AdjustedPValue > 0.05 ? Verdict.NotProven : Low > 0 ? Verdict.Beats : High < 0 ? Verdict.Worse : Verdict.NotProven;
}

/// <summary>Columns and groups of columns with what they are worth, and whether the folds agree on it. Plain data.</summary>
/// <param name="Metric">What was scored by.</param>
/// <param name="Folds">How many folds there were.</param>
/// <param name="Columns">Each column dealt out alone, in the dataset's order.</param>
/// <param name="Groups">Each group dealt out together, in the order of its first column; a column without like ones is a group of its own.</param>
public sealed record ImportanceRanking(Metric Metric, int Folds, IReadOnlyList<RankedGroup> Columns, IReadOnlyList<RankedGroup> Groups)
{
    /// <summary>How far the folds agree on the order of the columns: the mean rank correlation between two folds, 1 for the same order, about 0 where
    /// chance makes it; NaN for one fold.</summary>
    public double ColumnAgreement => Agreement(Columns, Folds);

    /// <summary>How far the folds agree on the order of the groups.</summary>
    public double GroupAgreement => Agreement(Groups, Folds);

    private static double Agreement(IReadOnlyList<RankedGroup> ranked, int folds)
    {
        double sum = 0;
        var pairs = 0;
        for (var a = 0; a < folds; a++)
        {
            for (var b = a + 1; b < folds; b++, pairs++)
            {
                sum += RankCorrelation.Of([.. ranked.Select(r => r.ByFold[a])], [.. ranked.Select(r => r.ByFold[b])]);
            }
        }

        return sum / pairs;
    }
}
