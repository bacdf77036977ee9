using System.Globalization;

namespace Weathervane.Store.Models;

/// <summary>Whether a version may take the champion's place by what was recorded of both.</summary>
/// <param name="Allowed">It may: there is no champion and its verdict is not WORSE, or its primary metric is not worse than the champion's.</param>
/// <param name="Champion">The champion now; null when there is none.</param>
/// <param name="Evidence">The figures in words, kept with the move.</param>
public sealed record PromotionCheck(bool Allowed, ModelVersion? Champion, string Evidence)
{
    internal static PromotionCheck Of(ModelVersion challenger, ModelVersion? champion)
    {
        var verdict = challenger.Verdict is { } v ? $"; verdict: {v}" : "; no verdict recorded";
        var metric = challenger.PrimaryMetric ?? champion?.PrimaryMetric;
        var (own, theirs) = (Score(challenger, metric), champion is null ? null : Score(champion, metric));
        if (champion is null)
        {
            return new(challenger.Verdict != "WORSE", null, (own is null ? "no champion before" : $"{metric} {Text(own.Value)}; no champion before") + verdict);
        }

        if (own is null || theirs is null || (own.HigherIsBetter ?? theirs.HigherIsBetter) is not { } higher)
        {
            var why = metric is null ? "neither version names a primary metric"
                : own is null ? $"{challenger.Reference} has no value of {metric}"
                : theirs is null ? $"the champion {champion.Reference} has no value of {metric}"
                : $"whether more or less of {metric} is better is not known";
            return new(false, champion, why + verdict);
        }

        var difference = higher ? own.Value - theirs.Value : theirs.Value - own.Value;
        var word = difference > 0 ? "better than" : difference < 0 ? "worse than" : "equal to";
        var bars = challenger.BarsSha256 is { } a && champion.BarsSha256 is { } b && a != b ? " (on other bars)" : "";
        return new(
            !(difference < 0), champion, $"{metric} {Text(own.Value)} is {word} {Text(theirs.Value)} of the champion {champion.Reference}{bars}{verdict}");
    }

    private static VersionMetric? Score(ModelVersion version, string? metric) =>
        metric is not null && version.Metrics.TryGetValue(metric, out var score) && !double.IsNaN(score.Value) ? score : null;

    private static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
