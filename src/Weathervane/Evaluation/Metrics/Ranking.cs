namespace Weathervane.Evaluation.Metrics;

/// <summary>Scores the order of rows.</summary>
/// <param name="up">[thresholds] rows that were up at each distinct probability, the largest first.</param>
/// <param name="down">[thresholds] rows that were down.</param>
/// <returns>The score; NaN unless there are ups and downs.</returns>
public delegate double RankScore(ReadOnlySpan<long> up, ReadOnlySpan<long> down);

/// <summary>How much a little more weight on one row moves the score, times the number of rows; zero in the mean over all rows.</summary>
/// <param name="up">[thresholds] rows that were up at each distinct probability, the largest first; some must be.</param>
/// <param name="down">[thresholds] rows that were down; some must be.</param>
/// <param name="ofUp">[thresholds], filled: for a row that was up.</param>
/// <param name="ofDown">[thresholds], filled: for a row that was down.</param>
public delegate void RankInfluence(ReadOnlySpan<long> up, ReadOnlySpan<long> down, Span<double> ofUp, Span<double> ofDown);

/// <summary>A metric of the order of rows.</summary>
/// <param name="Score">The score.</param>
/// <param name="Influence">What single rows do to it.</param>
public sealed record Ranking(RankScore Score, RankInfluence Influence)
{
    /// <summary>What single rows would do to the score if the order had nothing to do with the labels; null where <see cref="Influence"/> tells that well enough.</summary>
    /// <remarks>For a score whose spread follows its value: where chance puts it low its influences are small as well, and noise looks proven.</remarks>
    public RankInfluence? Unrelated { get; init; }

    internal double Of(List<Threshold> thresholds) => Score([.. thresholds.Select(t => t.Up)], [.. thresholds.Select(t => t.Down)]);
}
