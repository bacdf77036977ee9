using Weathervane.Bars;
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

    /// <summary>Sees another market, too, which has a file.</summary>
    internal static ForecastModel Joined() => Trained("logistic", $"series: [{{ name: other, bars: '{Sample}', features: [return(2)] }}]\n");

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
        var inputs = PipelineInputs.Load(pipeline, 2, CancellationToken.None);
        return PipelineRunner.Run(pipeline, inputs, new RunOptions { Threads = 2 }).Models[0].Model;
    }
}
