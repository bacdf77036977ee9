using System.Globalization;
using Weathervane.Monitoring.Experiments;
using Weathervane.Server.Live.Experiments;
using Weathervane.Store.LiveExperiments;

namespace Weathervane.Cli.Commands.Experiments;

/// <summary>How experiments are written in tables.</summary>
internal static class AbText
{
    internal static string Word(LiveMode mode) => mode.ToString().ToLowerInvariant();

    internal static string Verdict(LiveEventKind? verdict) => verdict?.ToString().ToLowerInvariant() ?? "open";

    internal static string Nats(double? value) => value is { } nats ? nats.ToString("+0.00000;-0.00000;0.00000", CultureInfo.InvariantCulture) : "-";

    internal static string Evidence(double value) => value is >= 0.001 and < 1e6 ? value.ToString("0.###", CultureInfo.InvariantCulture) : value.ToString("0.#e+0", CultureInfo.InvariantCulture);

    /// <summary>Two digits that matter: the wait is no more certain than that.</summary>
    internal static string BarsToGo(ChallengerReport challenger) => challenger.Verdict is not null || challenger.BarsToGo is not { } bars ? "-" : Rough(bars);

    /// <summary>Within how many bars gains are likely found, as a sentence.</summary>
    internal static string Plan(IReadOnlyList<PlannedGain> plan) => string.Create(
        CultureInfo.InvariantCulture,
        $"a gain of {plan[0].Gain} nats a bar is likely found within {Bars(plan[0])} bars, one of {plan[1].Gain} within {Bars(plan[1])} (four times in five), {(plan[0].Measured
            ? string.Create(CultureInfo.InvariantCulture, $"counted from the start, if bars go on to spread as so far (standard deviation {plan[0].Deviation:0.000}).")
            : "if neither model is noisy; noise makes it longer.")}");

    private static string Bars(PlannedGain planned) => planned.Bars is { } bars ? "about " + Rough(bars) : "no number of";

    private static string Rough(long bars)
    {
        var unit = 1L;
        while (bars / unit >= 100)
        {
            unit *= 10;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{(bars + (unit / 2)) / unit * unit:N0}");
    }
}
