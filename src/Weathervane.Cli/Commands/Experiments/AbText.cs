using System.Globalization;
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
    internal static string BarsToGo(ChallengerReport challenger)
    {
        if (challenger.Verdict is not null || challenger.BarsToGo is not { } bars)
        {
            return "-";
        }

        var unit = 1L;
        while (bars / unit >= 100)
        {
            unit *= 10;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{(bars + (unit / 2)) / unit * unit:N0}");
    }
}
