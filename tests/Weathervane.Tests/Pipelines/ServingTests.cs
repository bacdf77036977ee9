using Weathervane.Pipelines;
using Weathervane.Pipelines.Inputs;
using Weathervane.Pipelines.Running;
using Weathervane.Pipelines.Serving;

namespace Weathervane.Tests.Pipelines;

/// <summary>What was computed in training is computed in serving, on real bars.</summary>
public sealed class ServingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Serving_computes_the_features_of_training_to_the_last_bit()
    {
        var (inputs, model) = Trained("btc43", "random-forest: { n_estimators: 3, max_depth: 4 }");
        var forecasts = new Forecaster(model).Forecast(inputs.Bars, cancel: Cancel).ToDictionary(f => f.Bar);
        var training = model.Predict(inputs.Rows.Features);
        for (var i = 0; i < training.Length; i++)
        {
            var served = forecasts[inputs.Rows.Times![i]];
            Assert.Equal(BitConverter.DoubleToInt64Bits(training[i]), BitConverter.DoubleToInt64Bits(served.Probability));
            Assert.Equal(inputs.Rows.Labels[i], served.Outcome);
        }
    }

    [Theory]
    [InlineData("btc43", "lightgbm: { n_estimators: 5 }")]
    [InlineData("t11", "logistic")]
    public void Bar_by_bar_a_forecast_has_the_bits_of_the_batch_and_allocates_nothing(string features, string learner)
    {
        var (inputs, model) = Trained(features, learner);
        var batch = new Forecaster(model).Forecast(inputs.Bars, cancel: Cancel).ToDictionary(f => f.Bar);
        var live = new LiveForecaster(model, inputs.Bars.Calendar);
        var compared = 0;
        for (var i = 0; i < inputs.Bars.Count; i++)
        {
            var bar = inputs.Bars[i];
            var before = GC.GetAllocatedBytesForCurrentThread();
            var forecast = live.Update(bar);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            // The first calls are compiled, and the rows of comparison are sorted once.
            Assert.True(allocated == 0 || i < 1000, $"bar {i}: {allocated} bytes");
            if (batch.TryGetValue(bar.Time, out var expected))
            {
                compared++;
                Assert.Equal((expected.KnownAt, expected.Direction), (forecast.KnownAt, forecast.Direction));
                Assert.Equal(BitConverter.DoubleToInt64Bits(expected.Probability), BitConverter.DoubleToInt64Bits(forecast.Probability));
                Assert.Equal(BitConverter.DoubleToInt64Bits(expected.Familiarity), BitConverter.DoubleToInt64Bits(forecast.Familiarity));
            }
            else
            {
                Assert.True(double.IsNaN(forecast.Probability));
            }
        }

        Assert.Equal(batch.Count, compared);
    }

    [Fact]
    public void A_file_that_starts_before_the_anchor_is_replayed_from_the_anchor()
    {
        var (inputs, model) = Trained("t11", "logistic", "from: 2022-01-01");
        var whole = BarsLoader.Load(Pipeline("t11", "logistic", "from: 2021-11-01").Bars, "", Cancel).Bars;
        var forecaster = new Forecaster(model);
        Assert.Equal(ForecastHistory.Exact, forecaster.HistoryOf(whole));
        Assert.Equal(forecaster.Forecast(inputs.Bars, cancel: Cancel), forecaster.Forecast(whole, cancel: Cancel));
        // Recursive features remember where they start, so a file without the anchor says that it is not exact.
        Assert.Equal(ForecastHistory.Truncated, forecaster.HistoryOf(whole.Slice(whole.Count - 2000, 2000)));
    }

    [Fact]
    public void A_model_read_from_its_file_forecasts_the_same_and_writes_the_same_bytes()
    {
        var (inputs, model) = Trained("btc43", "lightgbm: { n_estimators: 3 }");
        var bytes = model.ToBytes();
        var read = ForecastModel.Read(bytes, "m.vane");
        Assert.Equal(bytes, read.ToBytes());
        Assert.Equal(model.Predict(inputs.Rows.Features), read.Predict(inputs.Rows.Features));
        Assert.Equal(model.Facts.Pipeline, read.Facts.Pipeline);
        Assert.Equal(model.Label, read.Label);
    }

    [Fact]
    public void Features_under_other_names_or_in_another_order_are_refused()
    {
        var (inputs, model) = Trained("t11", "logistic");
        var swapped = inputs.Rows.Features.TakeColumns([1, 0, 2, 3, 4]);
        Assert.Contains("in another order", Assert.Throws<ArgumentException>(() => model.Predict(swapped)).Message, StringComparison.Ordinal);
        var fewer = inputs.Rows.Features.TakeColumns([0, 1, 2, 3]);
        Assert.Contains("missing adx_14; not known to it none", Assert.Throws<ArgumentException>(() => model.Predict(fewer)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_scaler_of_training_is_applied_in_serving()
    {
        var (inputs, scaled) = Trained("t11", "logistic");
        // With an L2 penalty the scale matters, so a service that forgot the scaler would forecast something else.
        var rows = inputs.Rows.Features.Slice(0, 100);
        var spread = scaled.Predict(rows);
        Assert.All(spread, p => Assert.InRange(p, 0.2, 0.8));
        Assert.True(spread.Max() - spread.Min() > 1e-4);
    }

    private static Pipeline Pipeline(string features, string learner, string bars = "from: 2022-01-01") => PipelineFile.Parse(
        $"name: m\nbars: {{ file: '{Repository.Shared("data/btcusd_1h.csv.gz")}', to: 2022-07-01, {bars} }}\nfeatures: {features}\nscaler: standard\nimpute: median\nsplit: {{ folds: 2 }}\nlearners:\n  - {learner}\n",
        "p.yaml");

    private static (PipelineInputs Inputs, ForecastModel Model) Trained(string features, string learner, string bars = "from: 2022-01-01")
    {
        var pipeline = Pipeline(features, learner, bars);
        var inputs = PipelineInputs.Load(pipeline, 2, Cancel);
        return (inputs, PipelineRunner.Run(pipeline, inputs, new RunOptions { Threads = 2, Cancel = Cancel }).Models[0].Model);
    }
}
