using Weathervane.Bars;
using Weathervane.Monitoring.Drift;
using Weathervane.Pipelines;
using Weathervane.Pipelines.Inputs;
using Weathervane.Pipelines.Retraining;
using Weathervane.Pipelines.Running;
using Weathervane.Pipelines.Serving;

namespace Weathervane.Tests.Pipelines.Retraining;

/// <summary>What is kept with a version so that drift of its features, forecasts and outcomes can be seen.</summary>
public sealed class LearntRowsTests
{
    private const int Learnt = 3000, Later = 1000;
    private static readonly Dictionary<string, BarSeries> NoOthers = [];
    private static readonly DriftWatchOptions Options = new() { Window = 1000, Test = new DriftOptions { Level = 0.01, Draws = 200 } };

    [Fact]
    public void Without_drift_nothing_alarms_and_every_column_is_tested()
    {
        // 10 markets at a level of 1 %: two alarms or more would come about four times in 1,000.
        var reports = Enumerable.Range(1, 10).Select(seed => Report(seed, Learner.Line)).ToList();
        Assert.All(reports, r => Assert.Equal([ColumnKind.Feature, ColumnKind.Feature, ColumnKind.Forecast, ColumnKind.Outcome], r.Columns.Select(c => c.Kind)));
        Assert.All(reports.SelectMany(r => r.Columns), c => Assert.Equal(7, c.Tests.Count));
        Assert.InRange(reports.Count(r => r.Alarm), 0, 1);
    }

    [Fact]
    public void What_a_model_says_of_its_own_training_rows_is_no_reference_but_what_it_would_have_said_is()
    {
        // Trees are surer of rows that they have learnt from; the reference makes up for most of it.
        var (model, rows, said) = Trained(7, Learner.Trees);
        var own = Deviation(model.Predict(rows.Features));
        var later = Deviation([.. said.Values.Select(s => s.Forecast)]);
        Assert.InRange(later / own, 0, 0.92);
        Assert.InRange(later / Deviation(rows.Forecasts), 1 - ((1 - (later / own)) / 2), 1 + ((1 - (later / own)) / 2));
    }

    [Fact]
    public void Forecasts_of_a_model_that_has_learnt_by_heart_are_not_tested()
    {
        var forecasts = Report(7, Learner.Heart).Columns[2];
        Assert.Equal((false, "not tested: the reference holds 0 known values, and 100 are needed"), (forecasts.Alarm, forecasts.Words));
    }

    [Fact]
    public void A_version_that_says_other_things_than_before_is_seen_and_named()
    {
        var report = Report(3, Learner.Line, (forecast, outcome) => (forecast + 0.05, outcome));
        Assert.Equal(ColumnKind.Forecast, Assert.Single(report.Alarms).Kind);
        Assert.StartsWith("DRIFT in 1 of 4 columns: the forecasts.", report.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void Outcomes_that_become_rarer_are_seen_and_named()
    {
        var random = new Random(1);
        var report = Report(3, Learner.Line, (forecast, outcome) => (forecast, outcome > 0.5 && random.NextDouble() < 0.3 ? 0 : outcome));
        Assert.StartsWith("DRIFT in 1 of 4 columns: the outcomes.", report.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_without_a_kept_reference_has_its_features_tested_alone()
    {
        var (model, _, said) = Trained(4, Learner.Line);
        var report = WatchedRows.Of(model, Market(4), NoOthers, cancel: TestContext.Current.CancellationToken)!.Check(Options, null, said)!;
        Assert.All(report.Columns, c => Assert.Equal(ColumnKind.Feature, c.Kind));
    }

    private enum Learner
    {
        Line,
        Trees,
        Heart,
    }

    private static DriftReport Report(int seed, Learner learner, Func<double, double, (double, double)>? change = null)
    {
        var (model, rows, said) = Trained(seed, learner);
        var later = said.ToDictionary(s => s.Key, s => change?.Invoke(s.Value.Forecast, s.Value.Outcome) ?? s.Value);
        // As it is kept with the version, and read back.
        var kept = DriftReference.Parse(rows.Reference(Options)!.ToJson());
        return WatchedRows.Of(model, Market(seed), NoOthers, cancel: TestContext.Current.CancellationToken)!.Check(Options, kept, later)!;
    }

    private static (ForecastModel Model, LearntRows Rows, Dictionary<DateTime, (double Forecast, double Outcome)> Said) Trained(int seed, Learner learner)
    {
        var bars = Market(seed);
        var text = learner switch
        {
            Learner.Line => "logistic",
            Learner.Trees => "{ xgboost: { n_estimators: 40, max_depth: 7, eta: 0.3, min_child_weight: 0 } }",
            _ => "{ random-forest: { n_estimators: 10, max_depth: 20 } }",
        };
        var pipeline = PipelineFile.Parse($"bars: x.csv\nfeatures: [return(1), volume_ratio]\nscaler: standard\nsplit: {{ folds: 1, holdout: 0 }}\nlearners: [{text}]\n", "p.yaml");
        var run = PipelineRunner.Run(pipeline, PipelineInputs.Of(pipeline, new LoadedBars(bars.Slice(0, Learnt), []), NoOthers, 1, TestContext.Current.CancellationToken), new RunOptions());
        var model = run.Models[0].Model;
        var said = new Forecaster(model).Forecast(bars, cancel: TestContext.Current.CancellationToken)
            .Where(f => f.Bar > model.Facts.To).ToDictionary(f => f.Bar, f => (f.Probability, f.Outcome));
        return (model, LearntRows.Of(run, run.Models[0], 1), said);
    }

    private static double Deviation(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
    }

    /// <summary>Hourly bars whose direction goes on in 55 of 100 cases, whatever the volume.</summary>
    private static BarSeries Market(int seed)
    {
        const int Count = Learnt + Later;
        var random = new Random(seed);
        var (open, high, low, close, volume) = (new double[Count], new double[Count], new double[Count], new double[Count], new double[Count]);
        var (last, up) = (100.0, true);
        for (var i = 0; i < Count; i++)
        {
            up = random.NextDouble() < 0.55 ? up : !up;
            open[i] = last;
            last = close[i] = last * (1 + ((up ? 0.001 : -0.001) * (1 + random.NextDouble())));
            (high[i], low[i], volume[i]) = (Math.Max(open[i], last) * 1.0001, Math.Min(open[i], last) * 0.9999, 100.0 + random.Next(100));
        }

        var start = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        return new BarSeries("market", TimeSpan.FromHours(1), [.. Enumerable.Range(0, Count).Select(i => start.AddHours(i))], open, high, low, close, volume);
    }
}
