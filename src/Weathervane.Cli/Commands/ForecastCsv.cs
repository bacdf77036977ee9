using System.Globalization;
using Weathervane.Evaluation.Probabilities;
using Weathervane.Pipelines.Serving;

namespace Weathervane.Cli.Commands;

/// <summary>Forecasts as CSV: bar,knownAt,target,probability,direction,set,familiarity,part,series[,label].</summary>
internal static class ForecastCsv
{
    private const string Time = "yyyy-MM-ddTHH:mm:ssZ";

    internal static void Write(TextWriter output, IReadOnlyList<Forecast> forecasts, TrainingFacts facts, string series, bool outcomes)
    {
        // The name of a file may hold anything.
        var name = CsvField.Quoted(series);
        output.Write($"bar,knownAt,target,probability,direction,set,familiarity,part,series{(outcomes ? ",label" : "")}\n");
        foreach (var forecast in forecasts)
        {
            output.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{forecast.Bar.ToString(Time, CultureInfo.InvariantCulture)},{forecast.KnownAt.ToString(Time, CultureInfo.InvariantCulture)},{forecast.Target.ToString(Time, CultureInfo.InvariantCulture)},{Known(forecast.Probability)},{forecast.Direction},{Word(forecast.Set)},{Known(Math.Round(forecast.Familiarity, 4))},{facts.PartOf(forecast.Bar).ToString().ToLowerInvariant()},{name}"));
            output.Write(outcomes ? $",{Known(forecast.Outcome)}\n" : "\n");
        }
    }

    /// <summary>up, down, either, none; empty where the model makes no sets.</summary>
    internal static string Word(ForecastSet? set) => set?.ToString().ToLowerInvariant() ?? "";

    private static string Known(double value) => double.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture);
}
