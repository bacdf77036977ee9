using Weathervane.Datasets;
using Weathervane.Learners;
using Weathervane.Learners.Ensembles;
using Weathervane.Learners.Linear;
using Weathervane.Pipelines;
using Weathervane.Pipelines.Inputs;
using Weathervane.Pipelines.Running;

namespace Weathervane.Tests.Pipelines;

/// <summary>Weights of rows and of votes, from the file to the forecasts.</summary>
public sealed class PipelineWeightsTests
{
    private const string Bars = "name: w\nbars: { make: { bars: 900, edge: 0.7, seed: 5 } }\nfeatures: [return(1), rsi(7)]\nscaler: standard\nsplit: { folds: 2 }\n";

    [Fact]
    public void Rows_weigh_in_the_walk_forward_and_in_the_model_that_is_kept()
    {
        var (plain, _) = Run("learners: [logistic]\n");
        var (weighted, inputs) = Run("label: { kind: next-bar-direction, horizon: 6 }\nweights: { time-decay: 100, uniqueness: true }\nlearners: [logistic]\n");
        Assert.NotEqual(plain.Candidates[0].Forecasts.Probabilities, weighted.Candidates[0].Forecasts.Probabilities);

        // By hand: the fold's own training rows, weighed, scaled and learnt from.
        var rows = inputs.Rows.Take([.. inputs.Training]);
        var train = new SampleWeighting { TimeDecay = 100, Uniqueness = true }.Apply(rows.Take(inputs.Folds[1].Train));
        Assert.NotNull(train.Weights);
        var scaler = weighted.Pipeline.Preprocessing.Fit(train.Features);
        var model = new LogisticRegression().Fit(train with { Features = scaler.Transform(train.Features) }, new FitContext());
        var test = scaler.Transform(rows.Features.TakeRows(inputs.Folds[1].Test));
        var expected = new double[test.Rows];
        model.Predict(test, expected);
        Assert.Equal(expected, weighted.Candidates[0].Forecasts.Fold(1).Probabilities);

        var final = new SampleWeighting { TimeDecay = 100, Uniqueness = true }.Apply(rows);
        scaler = weighted.Pipeline.Preprocessing.Fit(final.Features);
        model = new LogisticRegression().Fit(final with { Features = scaler.Transform(final.Features) }, new FitContext());
        model.Predict(scaler.Transform(rows.Features.TakeRows(inputs.Folds[1].Test)), expected);
        Assert.Equal(expected, weighted.Models.First(m => m.Candidate.Learner is LogisticRegression).Model.Predict(rows.Features.TakeRows(inputs.Folds[1].Test)));
    }

    [Theory]
    [InlineData("soft")]
    [InlineData("hard")]
    public void Votes_weigh_as_the_file_says(string voting)
    {
        var (run, _) = Run($"learners: [logistic, base-rate, always-up]\nensemble: {voting}\nensemble-weights: [3, 1, 0.5]\n");
        var members = run.Candidates.Take(3).Select(c => c.Forecasts.Probabilities.Select(p => voting == "soft" ? p : p > 0.5 ? 1.0 : 0).ToArray()).ToArray();
        Assert.All(
            run.Candidates[3].Forecasts.Probabilities.Select((p, i) => (p, Expected: ((3 * members[0][i]) + members[1][i] + (0.5 * members[2][i])) / 4.5)),
            p => Assert.Equal(p.Expected, p.p, 1e-15));
        // The model that is kept votes alike.
        Assert.Equal([3, 1, 0.5], ((VotingEnsemble)run.Candidates[3].Learner).Weights);
    }

    [Theory]
    [InlineData("ensemble: soft\nensemble-weights: [1]\n", "p.yaml: gives 1 'ensemble-weights' for 2 learners. Give one weight a learner, in their order, or none.")]
    [InlineData("ensemble-weights: [1, 2]\n", "p.yaml: gives 'ensemble-weights' without an ensemble. Set 'ensemble' to soft or hard, or leave the weights out.")]
    [InlineData("weights: { time-decay: 0 }\n", "p.yaml:7 weights.time-decay: is '0'. It must be a number in [0.001, 1000000000].")]
    [InlineData("weights: { decay: 10 }\n", "p.yaml:7 weights.decay: is not a known key.")]
    public void Weights_that_cannot_be_are_refused(string yaml, string told) => Assert.Contains(
        told.Split(": ", 2)[1],
        Assert.Throws<InputException>(() => PipelineFile.Parse(Bars + "learners: [logistic, base-rate]\n" + yaml, "p.yaml")).Message,
        StringComparison.Ordinal);

    private static (RunResult Run, PipelineInputs Inputs) Run(string yaml)
    {
        var pipeline = PipelineFile.Parse(Bars + yaml, "p.yaml");
        var inputs = PipelineInputs.Load(pipeline, 2, TestContext.Current.CancellationToken);
        return (PipelineRunner.Run(pipeline, inputs, new RunOptions { Threads = 2, Cancel = TestContext.Current.CancellationToken }), inputs);
    }
}
