using Weathervane.Datasets;
using Weathervane.Datasets.Splits;
using Weathervane.Evaluation;
using Weathervane.Labels;
using Weathervane.Pipelines.Proving;
using Weathervane.Tests.Datasets;

namespace Weathervane.Tests.Pipelines.Proving;

public sealed class FoldProbesTests
{
    private static readonly Dataset Rows = MadeRows.Of(new NextBarDirection { Horizon = 3 }, 300, 4);
    private static readonly IReadOnlyList<Split> Folds = new WalkForward { Folds = 3 }.Split(Rows);

    [Fact]
    public void A_scaler_fitted_on_everything_is_found_and_the_evaluations_own_is_not()
    {
        // The older pipeline scaled all rows at once, before it split them.
        var found = FoldProbes.Targets(Rows, Folds, (data, split) =>
        {
            var scaled = new Preprocessing { Scaler = Scaling.Standard }.Fit(data.Features).Transform(data.Features);
            return ((data with { Features = scaled }).Take(split.Train), null);
        }, 1).Findings;
        Assert.Equal(["fold 1", "fold 3"], found.Select(f => f.What.Split(" learns")[0][^6..]));
        Assert.All(found, f => Assert.StartsWith("the feature that fold ", f.What, StringComparison.Ordinal));
        var options = new EvaluationOptions
        {
            Preprocessing = new Preprocessing { Scaler = Scaling.Robust, Impute = Imputation.Median }, Weighting = new SampleWeighting { TimeDecay = 50, Uniqueness = true }, ValidationShare = 0.2,
        };
        Assert.Empty(FoldProbes.Targets(Rows, Folds, FoldProbes.AsEvaluated(options), 1).Findings);
    }

    [Fact]
    public void A_target_encoding_over_test_rows_is_found_by_shuffled_targets()
    {
        var found = Assert.Single(FoldProbes.Targets(Rows, [Folds[0]], (data, split) =>
        {
            var rate = data.Labels.Where((_, i) => i % 7 == 3).Average();
            var train = data.Take(split.Train);
            return (new Dataset(train.Features, [.. train.Labels.Select(l => l * rate)], train.Spans), null);
        }, 1).Findings);
        Assert.Contains("a label that fold 1 learns from changes when the targets of its test rows are sh", found.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_label_that_reads_into_the_test_is_found()
    {
        Assert.Empty(FoldProbes.Spans(Rows, Folds).Findings);
        // Without a purge, the row before the test reads three bars of it.
        var found = Assert.Single(FoldProbes.Spans(Rows, [new Split([.. Enumerable.Range(0, 100)], [.. Enumerable.Range(100, 50)])]).Findings);
        Assert.Equal(Rows.Times![97], found.Bar);
    }
}
