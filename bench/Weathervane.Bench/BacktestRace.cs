using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Weathervane.Bars;
using Weathervane.Evaluation.Money;
using Weathervane.Numerics;

namespace Weathervane.Bench;

/// <summary>How long a backtest of many bars takes: strategy, holding, coin, figures with intervals and all regimes.</summary>
internal static class BacktestRace
{
    /// <summary>Writes one JSON line: the median seconds of some warm runs for each rule.</summary>
    internal static void Run(int bars, int runs, TextWriter output)
    {
        var (series, probabilities) = Make(bars);
        var seconds = PositionRule.All.ToDictionary(r => r.Id, r => Median(series, probabilities, new CostOptions { Rule = r.Id }, runs));
        output.WriteLine(JsonSerializer.Serialize(new { what = "backtest", bars, seconds }));
    }

    private static double Median(BarSeries series, double[] probabilities, CostOptions options, int runs)
    {
        Backtest.Run(series, probabilities, null, options);
        var times = new List<double>();
        for (var run = 0; run < runs; run++)
        {
            var started = Stopwatch.GetTimestamp();
            Backtest.Run(series, probabilities, null, options);
            times.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        return Math.Round(times.Order().ElementAt(runs / 2), 4);
    }

    private static (BarSeries Series, double[] Probabilities) Make(int bars)
    {
        var random = new SeededRandom(1);
        var (times, open, close, said) = (new DateTime[bars], new double[bars], new double[bars], new double[bars]);
        for (var i = 0; i < bars; i++)
        {
            times[i] = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(15.0 * i);
            open[i] = i == 0 ? 100 : close[i - 1];
            close[i] = open[i] * (1 + (0.001 * random.NextGaussian()));
            said[i] = random.NextDouble();
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"made, {bars} bars");
        return (new BarSeries(name, TimeSpan.FromMinutes(15), times, open, open, close, close, new double[bars]), said);
    }
}
