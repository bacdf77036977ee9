using Weathervane.Bars;
using Weathervane.Bars.Calendars;
using Weathervane.Pipelines;
using Weathervane.Pipelines.Inputs;
using Weathervane.Pipelines.Running;
using Weathervane.Pipelines.Serving;
using Weathervane.Store;
using Weathervane.Store.Models;
using Weathervane.Tests;

namespace Weathervane.Server.Tests.Live;

/// <summary>Small models over the shipped daily bars, trained once for all tests.</summary>
internal static class TrainedModel
{
    private static BarSeries? _other;
    private static readonly string Sample = Path.Combine(Repository.Root, "samples/sp500.csv");

    /// <summary>Trained on the years before 2015, so that forecasts after it are of bars that it does not know.</summary>
    internal static ForecastModel Tree { get; } = Trained("xgboost: { n_estimators: 5, max_depth: 3 }");

    internal static ForecastModel Line { get; } = Trained("logistic");

    /// <summary>Has learnt its training bars by heart, and is sure of itself: worse than any coin on new ones.</summary>
    internal static ForecastModel Overconfident { get; } = Trained("xgboost: { n_estimators: 60, max_depth: 8, eta: 0.3, min_child_weight: 0 }");

    /// <summary>Forecasts five bars ahead.</summary>
    internal static ForecastModel Ahead { get; } = Trained("logistic", "label: { kind: next-bar-direction, horizon: 5 }\n");

    /// <summary>Sees the week's bars, too, made from the days'.</summary>
    internal static ForecastModel Coarser() => Trained("logistic", "series: [{ name: week, resample: 1w, features: [return(1)] }]\n");

    /// <summary>Sees another market, too, whose bars have a file.</summary>
    internal static ForecastModel Joined() => Trained("logistic", "series: [{ name: other, bars: other.csv, features: [return(2), rsi(14)], maximum-age: 5d }]\n");

    /// <summary>The other market: as if what is counted were the other side of the trade, and one bar in 97 had been lost.</summary>
    internal static BarSeries Other => _other ??= OtherSide();

    internal static BarSeries Bars { get; } = BarReader.Read(Sample, new BarReadOptions(), CancellationToken.None).Bars;

    internal static ModelVersion Register(Workspace workspace, ForecastModel model, string? verdict = "BEATS")
    {
        var version = Add(workspace, model, verdict);
        workspace.Models.Promote(version, "ada", "a test", force: true);
        return version;
    }

    /// <summary>The next version, which nobody promoted.</summary>
    internal static ModelVersion Add(Workspace workspace, ForecastModel model, string? verdict = "BEATS") =>
        workspace.Models.Register(new NewVersion { Name = "sp500", Author = "ada", Model = model.ToBytes(), Verdict = verdict });

    /// <summary>[rows][features] as the recipe gives them, past the warm-up.</summary>
    internal static IEnumerable<double[]> Rows(ForecastModel model, int count)
    {
        var features = model.Recipe.Compute(Bars, new Dictionary<string, BarSeries>(), 1, CancellationToken.None);
        for (var i = 0; i < count; i++)
        {
            var row = new double[features.Matrix.Columns];
            features.Matrix.CopyRow(features.WarmUp + (i * 17), row);
            yield return row;
        }
    }

    private static ForecastModel Trained(string learner, string more = "")
    {
        var pipeline = PipelineFile.Parse(
            $"name: sp500\nbars: {{ file: '{Sample}', to: 2015-01-01 }}\nfeatures: t11\nscaler: standard\nimpute: median\nsplit: {{ folds: 2 }}\nlearners:\n  - {learner}\n{more}", "p.yaml");
        var others = pipeline.Series.Any(s => s.Bars is not null) ? new Dictionary<string, BarSeries> { ["other"] = Other } : [];
        var inputs = PipelineInputs.Of(pipeline, BarsLoader.Load(pipeline.Bars, pipeline.Folder, CancellationToken.None), others, 2, CancellationToken.None);
        return PipelineRunner.Run(pipeline, inputs, new RunOptions { Threads = 2 }).Models[0].Model;
    }

    private static BarSeries OtherSide()
    {
        var bars = Bars.ToArray().Where((_, i) => i % 97 != 50).Select(b => b with { Open = 1e6 / b.Open, High = 1e6 / b.Low, Low = 1e6 / b.High, Close = 1e6 / b.Close }).ToArray();
        var times = bars.Select(b => b.Time).ToArray();
        return new BarSeries(
            "other", Bars.Interval, times, [.. bars.Select(b => b.Open)], [.. bars.Select(b => b.High)], [.. bars.Select(b => b.Low)], [.. bars.Select(b => b.Close)], [.. bars.Select(b => b.Volume)])
            .With(CalendarText.Create(CalendarText.Inferred, times, Bars.Interval));
    }
}
