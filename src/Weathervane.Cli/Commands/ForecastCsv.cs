using System.Globalization;
using Weathervane.Pipelines.Serving;

namespace Weathervane.Cli.Commands;

/// <summary>Forecasts as CSV: bar,knownAt,target,probability,direction[,label].</summary>
internal static class ForecastCsv
{
    private const string Time = "yyyy-MM-ddTHH:mm:ssZ";

    internal static void Write(TextWriter output, IReadOnlyList<Forecast> forecasts, bool outcomes)
    {
        output.Write(outcomes ? "bar,knownAt,target,probability,direction,label\n" : "bar,knownAt,target,probability,direction\n");
        foreach (var forecast in forecasts)
        {
            output.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{forecast.Bar.ToString(Time, CultureInfo.InvariantCulture)},{forecast.KnownAt.ToString(Time, CultureInfo.InvariantCulture)},{forecast.Target.ToString(Time, CultureInfo.InvariantCulture)},{Known(forecast.Probability)},{forecast.Direction}"));
            output.Write(outcomes ? $",{Known(forecast.Outcome)}\n" : "\n");
        }
    }

    private static string Known(double value) => double.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture);
}
