using System.Text.Json;
using Weathervane.Evaluation.Probabilities;
using Weathervane.Pipelines.Serving;

namespace Weathervane.Server.Live;

/// <summary>Writes forecasts as answers.</summary>
internal static class ForecastJson
{
    private const double Strong = 70, Moderate = 60;

    /// <summary>How sure a forecast is, in percent: the probability of the direction that it is on the side of.</summary>
    internal static double Confidence(double probability) => 100 * Math.Max(probability, 1 - probability);

    internal static string Signal(double probability) => Confidence(probability) switch
    {
        >= Strong => "STRONG",
        >= Moderate => "MODERATE",
        _ => "WEAK",
    };

    /// <summary>What every answer says of its model.</summary>
    internal static void WriteModel(Utf8JsonWriter json, ServedModel model, DateTimeOffset now)
    {
        json.WriteString("model", model.Version.Name);
        json.WriteNumber("version", model.Version.Version);
        json.WriteString("verdict", model.Version.Verdict);
        json.WriteBoolean("proven", model.IsProven);
        json.WriteBoolean("expired", model.ValidUntil < now);
        if (model.StaleSince is { } since)
        {
            json.WriteString("staleSince", since.UtcDateTime);
        }
    }

    /// <summary>Direction, probabilities and how to read them; a NaN stands as null.</summary>
    internal static void WriteProbability(Utf8JsonWriter json, double probability, double threshold, ForecastSet? set, double familiarity)
    {
        if (double.IsNaN(probability))
        {
            json.WriteNull("direction");
            json.WriteNull("probabilityUp");
            json.WriteNull("probabilityDown");
        }
        else
        {
            json.WriteString("direction", probability > threshold ? "up" : "down");
            json.WriteNumber("probabilityUp", probability);
            json.WriteNumber("probabilityDown", 1 - probability);
            json.WriteNumber("confidence", Confidence(probability));
            json.WriteString("signal", Signal(probability));
        }

        json.WriteNumber("threshold", threshold);
        json.WriteString("set", Word(set));
        if (double.IsNaN(familiarity))
        {
            json.WriteNull("familiarity");
        }
        else
        {
            json.WriteNumber("familiarity", familiarity);
        }
    }

    internal static void WriteTimes(Utf8JsonWriter json, DateTimeOffset bar, DateTimeOffset knownAt, DateTimeOffset target)
    {
        json.WriteString("bar", bar.UtcDateTime);
        json.WriteString("knownAt", knownAt.UtcDateTime);
        json.WriteString("target", target.UtcDateTime);
    }

    internal static void WriteContributions(Utf8JsonWriter json, ForecastModel model, ReadOnlySpan<double> row, int most)
    {
        json.WriteStartArray("contributions");
        foreach (var (feature, logOdds) in model.Contributions(row).Take(most))
        {
            json.WriteStartObject();
            json.WriteString("feature", feature);
            json.WriteNumber("logOdds", logOdds);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>up, down, either, none; null where the model makes no sets.</summary>
    internal static string? Word(ForecastSet? set) => set?.ToString().ToLowerInvariant();
}
