using System.Globalization;

namespace Weathervane.Bars.Reading;

/// <summary>Says in sentences what was wrong with the rows of a file.</summary>
internal static class CardProblems
{
    internal static IEnumerable<string> Of(QualityCard card)
    {
        (int Count, string One, string Many)[] repaired =
        [
            (card.StrayHeaders, "header or comment line stood between the rows and was skipped.", "header or comment lines stood between the rows and were skipped."),
            (card.BlankRows, "row lacked a price and was left out.", "rows lacked a price and were left out."),
            (card.OutOfOrder, "row came after a row of a later time and was moved to its place.", "rows came after a row of a later time and were moved to their place."),
            (card.Duplicates, "row was the exact copy of another and was dropped.", "rows were exact copies of others and were dropped."),
            (card.Conflicts, "time had rows that differ; the one with the larger volume was kept, of equal volumes the later line.",
                "times had rows that differ; the one with the larger volume was kept, of equal volumes the later line."),
        ];
        var fate = card.Dropped > 0 ? "left out" : "kept";
        (int Count, string One, string Many)[] impossible =
        [
            (card.OhlcContradictions, $"bar has a low that is not its lowest or a high that is not its highest price; it was {fate}.",
                $"bars have a low that is not their lowest or a high that is not their highest price; they were {fate}."),
            (card.NonPositive, $"bar has a price of 0 or less or a volume below 0; it was {fate}.", $"bars have a price of 0 or less or a volume below 0; they were {fate}."),
        ];
        var jumps = FormattableString.Invariant($"{QualityCard.JumpFactor} times above or below the closes beside");
        (int Count, string One, string Many)[] implausible =
        [
            (card.Jumps.Count, $"bar goes at least {jumps} it and back, that of {Time(card)} UTC; it was kept: look at it.",
                $"bars go at least {jumps} them and back, the first that of {Time(card)} UTC; they were kept: look at them."),
        ];
        return from fact in (IEnumerable<(int Count, string One, string Many)>)[.. repaired, .. impossible, .. implausible]
               where fact.Count > 0
               select fact.Count == 1 ? $"1 {fact.One}" : $"{fact.Count} {fact.Many}";
    }

    private static string Time(QualityCard card) => card.Jumps.Select(t => t.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)).FirstOrDefault("");
}
