using System.Globalization;
using Weathervane.Datasets;
using Weathervane.Datasets.Splits;
using Weathervane.Evaluation;
using Weathervane.Evaluation.Probabilities;
using Weathervane.Features;
using Weathervane.Labels;
using Weathervane.Numerics;
using Weathervane.Pipelines;
using Weathervane.Pipelines.Inputs;
using Weathervane.Pipelines.Running;
using Weathervane.Pipelines.Serving;

namespace Weathervane.Tests.Pipelines;

/// <summary>Calibration, threshold, sets and familiarity from the pipeline to the served forecast: fitted on training rows, never on rows that score.</summary>
public sealed class ProbabilityPipelineTests
{
    private const string Learners = "learners:\n  - lightgbm: { n_estimators: 5, num_leaves: 4, min_data_in_leaf: 20 }\n  - logistic\nensemble: soft\nregister: { each: true }\n";

    private const string Split = "{ folds: 3, holdout: 0.1 }";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("platt", 1)]
    [InlineData("isotonic", 7)]
    [InlineData("beta", 24)]
    public void What_a_fold_is_judged_by_does_not_depend_on_its_own_or_later_outcomes(string method, int horizon)
    {
        // Overlapping labels, so that a forgotten purge would show.
        var (pipeline, random) = (Pipeline($"calibration: {method}\nthreshold: mcc\n"), new SeededRandom(1));
        const int rows = 900;
        double[] said = [.. Enumerable.Range(0, rows).Select(_ => random.NextDouble())];
        double[] labels = [.. said.Select(p => random.NextDouble() < p * p ? 1.0 : 0.0)];
        var training = Rows(labels, horizon);
        var folds = new WalkForward { Folds = 4, InitialShare = 0.4 }.Split(training);
        var before = Apply(pipeline, training, folds, said);
        for (var fold = 0; fold < folds.Count; fold++)
        {
            // All labels that any bar of the fold's test or later can reach are turned.
            var first = folds[fold].Test[0];
            double[] turned = [.. labels.Select((l, i) => training.Spans[i].Last >= first ? 1 - l : l)];
            var after = Apply(pipeline, Rows(turned, horizon), folds, said);
            var upTo = folds.Take(fold + 1).Sum(f => f.Test.Length);
            Assert.Equal(before.Forecasts.Probabilities[..upTo], after.Forecasts.Probabilities[..upTo]);
            Assert.Equal(before.FoldThresholds.Take(fold + 1), after.FoldThresholds.Take(fold + 1));
            // The final model's calibration has seen them: all are training rows.
            Assert.NotEqual(before.Calibration!.Numbers, after.Calibration!.Numbers);
        }
    }

    [Theory]
    [InlineData("purged-k-fold, folds: 4", 1)]
    [InlineData("purged-k-fold, folds: 4", 12)]
    [InlineData("combinatorial-purged, folds: 4, test-folds: 2", 1)]
    [InlineData("combinatorial-purged, folds: 4, test-folds: 2", 12)]
    public void Where_later_rows_forecast_earlier_ones_outcomes_of_a_split_change_nothing_that_it_is_judged_by(string scheme, int horizon)
    {
        var pipeline = Pipeline("calibration: platt\nthreshold: mcc\n", $"{{ scheme: {scheme}, start: 0 }}");
        var random = new SeededRandom(3);
        var features = new FeatureMatrix(["x", "y"], [.. Enumerable.Range(0, 1_600).Select(_ => random.NextGaussian())], 800);
        double[] labels = [.. Enumerable.Range(0, 800).Select(i => features[i, 0] + random.NextGaussian() > 0 ? 1.0 : 0.0)];
        var folds = pipeline.Split.Validation.Split(Rows(labels));
        var before = Compete(labels);
        var splitOf = SplitOf(folds, before[0].Forecasts);
        for (var split = 0; split < folds.Count; split++)
        {
            double[] turned = [.. labels];
            foreach (var row in folds[split].Test)
            {
                turned[row] = 1 - turned[row];
            }

            foreach (var (was, now) in before.Zip(Compete(turned)))
            {
                for (var fold = 0; fold < splitOf.Length; fold++)
                {
                    var same = was.Forecasts.Fold(fold).Probabilities.SequenceEqual(now.Forecasts.Fold(fold).Probabilities);
                    if (splitOf[fold] == split)
                    {
                        Assert.True(same, $"{was.Name}, split {split}");
                        Assert.Equal(was.Probabilities.FoldThresholds[fold], now.Probabilities.FoldThresholds[fold]);
                    }
                    else if (!folds[splitOf[fold]].Test.Any(folds[split].Test.Contains))
                    {
                        // Splits that have learnt from these rows do change, and so do their maps and the final one.
                        Assert.False(same, $"{was.Name}, split {splitOf[fold]}");
                    }
                }

                Assert.NotEqual(was.Probabilities.Calibration!.Numbers, now.Probabilities.Calibration!.Numbers);
            }
        }

        // The scored history is calibrated, and the others with it: each of their rows by the split that forecast it.
        Assert.All(before, c => Assert.Equal(c.Forecasts.Probabilities, c.Paths[0].Probabilities));
        Assert.All(before, c => Assert.NotEqual(c.Probabilities.Raw.Probabilities, c.Forecasts.Probabilities));
        Assert.Equal(splitOf.Length, before[0].Probabilities.FoldThresholds.Count);

        Dataset Rows(double[] outcomes) => new(features, outcomes, [.. outcomes.Select((_, i) => new LabelSpan(i, i + horizon))]);

        List<Candidate> Compete(double[] outcomes) => PipelineRunner.Compete(
            pipeline, Rows(outcomes), folds, [.. PipelineRunner.Names(pipeline.Learners).Select(n => (n.Name, n.Entry.Learner))], new RunOptions { Threads = 2, Cancel = Cancel });
    }

    /// <summary>[folds of the history] the first split that tests its rows.</summary>
    private static int[] SplitOf(IReadOnlyList<Split> splits, OutOfSample history) =>
        [.. history.Folds.Distinct().Select(f => splits.Index().First(s => s.Item.Test.Contains(history.Fold(f).Rows[0])).Index)];

    [Fact]
    public void A_k_fold_is_calibrated_on_forecasts_by_models_that_had_not_learnt_the_rows()
    {
        // A tree of many leaves is far too sure: of rows that it has learnt from it would be right to be, so a map fitted on those would repair nothing.
        var (_, run) = Run(
            "calibration: platt\n", "{ scheme: purged-k-fold, folds: 3, start: 0, holdout: 0.1 }", "learners: [{ lightgbm: { n_estimators: 60, num_leaves: 60, min_data_in_leaf: 2, learning_rate: 0.3 } }]\n");
        var found = run.Candidates[0].Probabilities;
        Assert.InRange(found.Calibration!.Numbers[0], 0, 0.2);
        var (raw, mapped) = (CalibrationFigures.Of(found.Raw.Labels, found.Raw.Probabilities), CalibrationFigures.Of(found.Forecasts.Labels, found.Forecasts.Probabilities));
        Assert.True(raw.ExpectedError > 0.2 && mapped.ExpectedError < 0.08, $"{raw.ExpectedError} to {mapped.ExpectedError}");
        Assert.Equal(found.Calibration.Numbers, run.Models[0].Model.Terms.Calibration!.Numbers);
    }

    [Fact]
    public void Calibration_repairs_a_model_that_is_too_sure_on_rows_that_it_was_not_fitted_on()
    {
        var random = new SeededRandom(2);
        double[] odds = [.. Enumerable.Range(0, 8000).Select(_ => 2 * random.NextGaussian())];
        double[] labels = [.. odds.Select(o => random.NextDouble() < FixedMath.Sigmoid(0.3 * o) ? 1.0 : 0.0)];
        var training = Rows(labels, 1);
        var found = Apply(Pipeline("calibration: platt\n"), training, new WalkForward { Folds = 4 }.Split(training), [.. odds.Select(FixedMath.Sigmoid)]);
        Assert.InRange(found.Calibration!.Numbers[0], 0.25, 0.35);
        var (raw, mapped) = (CalibrationFigures.Of(found.Raw.Labels, found.Raw.Probabilities), CalibrationFigures.Of(found.Forecasts.Labels, found.Forecasts.Probabilities));
        Assert.True(raw.ExpectedError > 0.15 && mapped.ExpectedError < 0.03, $"{raw.ExpectedError} to {mapped.ExpectedError}");
        Assert.InRange(found.Conformal.Figures(found.Forecasts.Labels)!.Coverage, 0.88, 0.92);
    }

    [Fact]
    public void The_served_model_says_what_the_run_calibrated_and_its_file_keeps_it_all()
    {
        var (inputs, run) = Run("calibration: beta\nthreshold: { for: cost, false-up: 2 }\nconformal: { coverage: 0.8, window: 200 }\n");
        var plain = Run("").Run;
        Assert.Equal(3, run.Models.Count);
        foreach (var (trained, uncalibrated) in run.Models.Zip(plain.Models))
        {
            var terms = trained.Model.Terms;
            Assert.Equal(("beta", 200, 0.8), (terms.Calibration!.Method.Id, terms.Conformal!.Scores.Count, terms.Conformal.Options.Coverage));
            Assert.Equal(terms.Calibration.Of(uncalibrated.Model.Predict(inputs.Rows.Features)), trained.Model.Predict(inputs.Rows.Features));
            Assert.Equal(uncalibrated.Candidate.Forecasts.Probabilities, trained.Candidate.Probabilities.Raw.Probabilities);
            Assert.Equal((0.5, null), (uncalibrated.Model.Terms.Threshold, uncalibrated.Model.Terms.Calibration));
            var bytes = trained.Model.ToBytes();
            var read = ForecastModel.Read(bytes, "m.vane");
            Assert.Equal(bytes, read.ToBytes());
            var (served, again) = (new Forecaster(trained.Model).Forecast(inputs.Bars, cancel: Cancel), new Forecaster(read).Forecast(inputs.Bars, cancel: Cancel));
            Assert.Equal(served, again);
            Assert.All(served, f => Assert.Equal(f.Probability > terms.Threshold ? "up" : "down", f.Direction));
            Assert.All(served, f => Assert.InRange(f.Familiarity, 0, 1));
            Assert.All(served, f => Assert.NotNull(f.Set));
            // The training rows themselves are familiar by definition: their mean is 1/2, and rows look more familiar among those kept.
            Assert.InRange(served.Where(f => f.Bar <= trained.Model.Facts.To).Average(f => f.Familiarity), 0.4, 0.7);
        }
    }

    [Fact]
    public void Served_sets_adapt_to_outcomes_as_they_become_known_and_to_no_others()
    {
        var (inputs, run) = Run("conformal: { rate: 0.2, window: 50 }\nlabel: { kind: next-bar-direction, horizon: 5 }\n");
        var model = run.Models[0].Model;
        var bars = inputs.Bars;
        var whole = new Forecaster(model).Forecast(bars, cancel: Cancel);
        // What is served at a bar does not depend on bars after it.
        for (var count = bars.Count - 40; count < bars.Count; count += 13)
        {
            var part = new Forecaster(model).Forecast(bars.Slice(0, count), cancel: Cancel);
            Assert.Equal(whole.Take(part.Count).Select(f => f.Set), part.Select(f => f.Set));
        }

        // Up to the training's last row all sets come from one state, so they depend on the probability alone.
        var still = model.Terms.Conformal!.Start();
        Assert.All(whole.Where(f => f.Bar <= model.Facts.To), f => Assert.Equal(still.Of(f.Probability), f.Set));
        Assert.Contains(whole.Where(f => f.Bar > model.Facts.To), f => still.Of(f.Probability) != f.Set);

        // Those after the training alone are the same in everything.
        Assert.Equal(whole.Where(f => f.Bar > model.Facts.To), new Forecaster(model).Forecast(bars, cancel: Cancel, onlyNew: true));
        Assert.Empty(new Forecaster(model).Forecast(bars.Slice(0, bars.FirstAtOrAfter(model.Facts.To) + 1), cancel: Cancel, onlyNew: true));
    }

    [Fact]
    public void A_forecast_model_of_version_1_still_forecasts_the_same()
    {
        var golden = Path.Combine(Repository.Root, "tests/Weathervane.Tests/Golden/baseline");
        var model = ForecastModel.Read(File.ReadAllBytes(Path.Combine(golden, "forecast-v1.vane")), "forecast-v1.vane");
        var bars = Weathervane.Bars.BarReader.Read(Path.Combine(Repository.Root, "samples/sp500.csv"), cancel: Cancel).Bars;
        var forecasts = new Forecaster(model).Forecast(bars.Slice(new DateTime(2012, 1, 1, 0, 0, 0, DateTimeKind.Utc), new DateTime(2013, 1, 1, 0, 0, 0, DateTimeKind.Utc)), cancel: Cancel);
        var lines = File.ReadAllLines(Path.Combine(golden, "forecast-v1.csv"))[1..];
        Assert.Equal(
            lines.Select(l => (l.Split(',')[0], double.Parse(l.Split(',')[3], CultureInfo.InvariantCulture), l.Split(',')[4])),
            forecasts.Select(f => (f.Bar.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture), f.Probability, f.Direction)));
        Assert.All(forecasts, f => Assert.Equal((null, double.NaN), (f.Set, f.Familiarity)));
    }

    [Fact]
    public void Keys_are_read_in_both_forms_and_written_back()
    {
        var pipeline = Pipeline("calibration: isotonic\nthreshold: f1\nconformal: { rate: 0.01 }\n");
        Assert.Equal(("isotonic", ThresholdGoal.F1, 0.01), (pipeline.Calibration, pipeline.Threshold.Goal, pipeline.Conformal.Rate));
        var again = PipelineFile.Parse(PipelineFile.Write(pipeline), "again");
        Assert.Equal((pipeline.Calibration, pipeline.Threshold, pipeline.Conformal), (again.Calibration, again.Threshold, again.Conformal));
        var wrong = Assert.Throws<InputException>(() => Pipeline("calibration: plat\nthreshold: { for: f2 }\nconformal: { coverage: 1 }\n"));
        Assert.Equal(3, wrong.Problems.Count);
        Assert.Contains("platt", wrong.Problems[0].ToString(), StringComparison.Ordinal);
    }

    private static CandidateProbabilities Apply(Pipeline pipeline, Dataset training, IReadOnlyList<Split> folds, double[] said)
    {
        int[] rows = [.. folds.SelectMany(f => f.Test)];
        var raw = new OutOfSample(
            "m", rows, [.. folds.SelectMany((f, i) => f.Test.Select(_ => i))], [.. rows.Select(r => training.Labels[r])], [.. rows.Select(r => said[r])]);
        var inner = OutOfFold.InnerSplits(pipeline, training.Take(folds[0].Train)).SelectMany(s => s.Test).ToArray();
        var before = new OutOfSample("m", inner, new int[inner.Length], [.. inner.Select(r => training.Labels[folds[0].Train[r]])], [.. inner.Select(r => said[folds[0].Train[r]])]);
        return OutOfFold.Chain(before, folds[0], raw).Apply(pipeline, training, folds, raw);
    }

    private static Dataset Rows(double[] labels, int horizon) => new(
        new FeatureMatrix(["x"], new double[labels.Length], labels.Length), labels, [.. labels.Select((_, i) => new LabelSpan(i, i + horizon))]);

    private static (PipelineInputs Inputs, RunResult Run) Run(string more, string split = Split, string learners = Learners)
    {
        var pipeline = Pipeline(more, split, learners);
        var inputs = PipelineInputs.Load(pipeline, 2, Cancel);
        return (inputs, PipelineRunner.Run(pipeline, inputs, new RunOptions { Threads = 2, Cancel = Cancel }));
    }

    private static Pipeline Pipeline(string more, string split = Split, string learners = Learners) => PipelineFile.Parse(
        $"name: m\nbars: {{ file: '{Path.Combine(Repository.Root, "samples/sp500.csv")}', from: 2005-01-01, to: 2009-01-01 }}\nfeatures: [return(1), return(5), rsi(14)]\nscaler: standard\nimpute: median\nsplit: {split}\n{learners}{more}",
        "p.yaml");
}
