using Weathervane.Datasets;
using Weathervane.Datasets.Splits;
using Weathervane.Evaluation;
using Weathervane.Evaluation.Metrics;
using Weathervane.Features;
using Weathervane.Labels;
using Weathervane.Learners;
using Weathervane.Tests.Datasets;

namespace Weathervane.Tests.Evaluation;

public sealed class EvaluatorTests
{
    private static readonly Dataset Rows = MadeRows.Of(new NextBarDirection { Horizon = 2 }, 400, 5, barsPerHole: 80);
    private static readonly IReadOnlyList<Split> Splits = new WalkForward { Folds = 4 }.Split(Rows);

    [Fact]
    public void Each_test_row_is_forecast_once_by_its_own_fold()
    {
        var forecasts = Evaluator.Run("rate", Rows, Splits, FitRate, new EvaluationOptions());
        Assert.Equal(Splits.SelectMany(s => s.Test), forecasts.Rows);
        Assert.Equal(forecasts.Rows.Select(r => Rows.Labels[r]), forecasts.Labels);
        for (var fold = 0; fold < Splits.Count; fold++)
        {
            var expected = Splits[fold].Train.Average(r => Rows.Labels[r]);
            Assert.Equal(Splits[fold].Test, forecasts.Fold(fold).Rows);
            Assert.All(forecasts.Fold(fold).Probabilities, p => Assert.Equal(expected, p));
        }
    }

    [Fact]
    public void Scores_by_fold_are_those_of_the_folds_rows()
    {
        var forecasts = Evaluator.Run("rate", Rows, Splits, FitRate, new EvaluationOptions());
        var byFold = forecasts.ScoreByFold(LogLoss.Metric);
        Assert.Equal(4, byFold.Length);
        Assert.Equal(forecasts.Score(LogLoss.Metric), byFold.Zip(Splits, (s, split) => s * split.Test.Length).Sum() / forecasts.Rows.Length, 1e-12);
    }

    [Fact]
    public void The_fit_sees_scaled_training_rows_and_purged_validation_rows()
    {
        var seen = new List<(Dataset Train, Dataset? Validation)>();
        var options = new EvaluationOptions { Preprocessing = new() { Scaler = Scaling.Standard }, ValidationShare = 0.25 };
        Evaluator.Run("spy", Rows, Splits, (train, context) =>
        {
            seen.Add((train, context.Validation));
            return FitRate(train, context);
        }, options);
        for (var fold = 0; fold < Splits.Count; fold++)
        {
            var (train, validation) = seen[fold];
            Assert.Equal(0, train.Features.Column(0).ToArray().Average(), 1e-12);
            Assert.True(train.Spans.Max(s => s.Last) < validation!.Spans.Min(s => s.First));
            Assert.True(validation.Spans.Max(s => s.Last) < Splits[fold].Test.Min(r => Rows.Spans[r].First));
            // Scaled by the training rows, the later bars of the validation rows lie above them.
            Assert.True(validation.Features.Column(0)[0] > 1);
        }
    }

    [Fact]
    public void Threads_and_folds_at_once_change_nothing()
    {
        var one = Evaluator.Run("m", Rows, Splits, FitSeeded, new EvaluationOptions { Seed = 7 });
        var many = Evaluator.Run("m", Rows, Splits, FitSeeded, new EvaluationOptions { Seed = 7, Threads = 4, FoldsAtOnce = 3 });
        Assert.Equal(one.Probabilities, many.Probabilities);
        Assert.NotEqual(one.Probabilities, Evaluator.Run("m", Rows, Splits, FitSeeded, new EvaluationOptions { Seed = 8 }).Probabilities);
    }

    [Fact]
    public void Test_labels_never_reach_the_fit()
    {
        var first = Splits[0];
        var flipped = Rows.Labels.ToArray();
        foreach (var row in Enumerable.Range(first.Test[0], Rows.Rows - first.Test[0]))
        {
            flipped[row] = 1 - flipped[row];
        }

        var other = new Dataset(Rows.Features, flipped, Rows.Spans, times: Rows.Times);
        Assert.Equal(
            Evaluator.Run("rate", Rows, [first], FitRate, new EvaluationOptions()).Probabilities,
            Evaluator.Run("rate", other, [first], FitRate, new EvaluationOptions()).Probabilities);
    }

    [Fact]
    public void Tells_progress_up_to_1_and_stops_when_asked()
    {
        var told = new List<double>();
        Evaluator.Run("m", Rows, Splits, FitRate, new EvaluationOptions { Progress = new Told(told) });
        Assert.Equal([0.25, 0.5, 0.75, 1], told);
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Evaluator.Run("m", Rows, Splits, (train, context) =>
        {
            stop.Cancel();
            return FitRate(train, context);
        }, new EvaluationOptions { Cancel = stop.Token }));
    }

    [Fact]
    public void The_first_folds_error_is_thrown_whichever_came_first()
    {
        var options = new EvaluationOptions { Threads = 4, FoldsAtOnce = 4 };
        Assert.Equal($"rows: {Splits[0].Train.Length}", Assert.Throws<InputException>(() => Evaluator.Run(
            "m", Rows, Splits, (train, _) => throw new InputException("rows", $"{train.Rows}"), options)).Message);
    }

    private static Model FitRate(Dataset train, FitContext context) => new Constant(train.Features.Names, train.Labels.Average());

    private static Model FitSeeded(Dataset train, FitContext context) => new Constant(train.Features.Names, (context.Seed % 1000) / 1000.0);

    private sealed class Told(List<double> told) : IProgress<double>
    {
        public void Report(double value) => told.Add(value);
    }

    private sealed class Constant(IReadOnlyList<string> names, double probability) : Model
    {
        public override IReadOnlyList<string> FeatureNames => names;

        public override string Kind => "test";

        public override void Predict(FeatureMatrix features, Span<double> destination, int threads = 1) => destination.Fill(probability);

        public override double Predict(ReadOnlySpan<double> row) => probability;
    }
}
