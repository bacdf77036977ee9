using System.Globalization;
using System.Text.Json;
using Weathervane.Evaluation;

namespace Weathervane.Pipelines.Replay;

/// <summary>A replay for machines: the findings as JSON, the forecasts as CSV.</summary>
public static class ReplayText
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The findings; null stands for what is undefined.</summary>
    /// <param name="result">What was lived through.</param>
    public static string Json(ReplayResult result) => JsonSerializer.Serialize(
        new
        {
            pipeline = result.Pipeline.Name,
            series = result.Bars.Name,
            from = result.Bars.Times[result.Scored[0]],
            to = result.Bars.Times[result.Scored[^1]],
            bars = result.Scored.Count,
            comparisons = result.Comparisons().Select(c => new
            {
                with = c.Baseline,
                metric = c.Metric.Name,
                loop = c.ModelScore,
                other = c.BaselineScore,
                gain = c.Gain,
                low = Known(c.Low),
                high = Known(c.High),
                p = Known(c.PValue),
                verdict = c.Verdict is { } verdict ? VerdictWords.Of(verdict) : null,
            }),
            years = result.Years().Select(y => new
            {
                year = y.Year, bars = y.Bars, log_loss = y.Loss, never_retrained = y.FrozenLoss, base_rate = y.BaseRateLoss, accuracy = y.Accuracy, refreshes = y.Refreshes, alarms = y.Alarms,
            }),
            events = result.Events.Select(e => new { at = e.At, what = ReplayWords.Of(e.Kind), version = e.Version, why = e.Why }),
        },
        Indented);

    /// <summary>One line a forecast: time, close, version, probability of up, what the first model would have said, the share of ups, and what came.</summary>
    /// <param name="result">What was lived through.</param>
    /// <param name="output">Receives the lines.</param>
    public static void Csv(ReplayResult result, TextWriter output)
    {
        output.Write("time,known_at,version,probability_up,never_retrained,base_rate,outcome\n");
        for (var i = result.First; i < result.Bars.Count; i++)
        {
            var outcome = result.Labels.IsKnown(i) ? result.Labels[i].Value.ToString("0", CultureInfo.InvariantCulture) : "";
            output.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{result.Bars.Times[i]:yyyy-MM-ddTHH:mm:ssZ},{result.Bars.Times[i] + result.Bars.Interval:yyyy-MM-ddTHH:mm:ssZ},{result.Versions[i]},{Text(result.Probabilities[i])},{Text(result.Frozen[i])},{Text(result.BaseRate[i])},{outcome}\n"));
        }
    }

    private static double? Known(double value) => double.IsFinite(value) ? value : null;

    private static string Text(double value) => double.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture);
}
