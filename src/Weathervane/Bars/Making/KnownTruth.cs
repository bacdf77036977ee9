namespace Weathervane.Bars.Making;

/// <summary>The rule planted in bars that were made: what the best possible forecaster knows.</summary>
/// <remarks>Prices turn back: after a close below the close of five bars before, the next bar is up with probability <c>edge</c>; after one above it, down
/// with the same probability; after equal closes and in the first five bars the coin is fair. In a wild regime it is the other way round: prices
/// run on. Nothing else in the bars tells anything about the next direction.</remarks>
public static class KnownTruth
{
    /// <summary>How many bars back the rule looks.</summary>
    public const int Lag = 5;

    /// <summary>The column that holds the regime: 0 calm, 1 wild.</summary>
    public const string RegimeColumn = "regime";

    /// <summary>The true probability that the bar after each bar is up.</summary>
    /// <param name="bars">[n] bars made by <see cref="BarMaker"/>.</param>
    /// <param name="edge">The edge that they were made with; 0.5 for none.</param>
    /// <returns>[n] probabilities.</returns>
    public static double[] ProbabilityOfUp(BarSeries bars, double edge)
    {
        var probability = new double[bars.Count];
        var regimes = bars.ColumnNames.Contains(RegimeColumn) ? bars.Column(RegimeColumn) : default;
        for (var i = 0; i < probability.Length; i++)
        {
            probability[i] = i < Lag ? 0.5 : ProbabilityOfUp(bars.Close[i], bars.Close[i - Lag], !regimes.IsEmpty && regimes[i] == 1, edge);
        }

        return probability;
    }

    internal static double ProbabilityOfUp(double close, double closeBefore, bool wild, double edge) =>
        close == closeBefore ? 0.5 : close < closeBefore != wild ? edge : 1 - edge;
}
