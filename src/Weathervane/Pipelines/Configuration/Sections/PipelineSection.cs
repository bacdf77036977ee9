using Weathervane.Datasets;
using Weathervane.Evaluation.Metrics;
using Weathervane.Pipelines.Configuration.Shapes;
using Weathervane.Pipelines.Options;
using static Weathervane.Pipelines.Configuration.Shapes.Kinds;

namespace Weathervane.Pipelines.Configuration.Sections;

/// <summary>The whole file.</summary>
internal static class PipelineSection
{
    private const int LearnersMax = 100;

    private static readonly Shape<string> Metric = OneOf([.. MetricCatalog.All.Select(m => m.Name)]);

    // A verdict needs a test row by row, and so a metric that is a mean over rows.
    private static readonly Shape<string> Primary = OneOf([.. MetricCatalog.All.Where(m => m.RowScore is not null).Select(m => m.Name)]);

    private static readonly Shape<IReadOnlyList<double>> Votes = new ListShape<double>(Number(1e-9, 1e9), 0, LearnersMax);

    private static readonly Shape<SampleWeighting> Weights = new RecordShape<SampleWeighting>(new(), new Fields<SampleWeighting>
    {
        { "time-decay", Number(1e-3, 1e9), w => w.TimeDecay, (w, v) => w with { TimeDecay = v }, "Bars after which a row counts half as much as the newest; no decay when not given." },
        { "uniqueness", Flag, w => w.Uniqueness, (w, v) => w with { Uniqueness = v }, "Whether rows count less the more their labels overlap others." },
    });

    private static readonly Shape<TuningOptions> Tuning = new RecordShape<TuningOptions>(new(), new Fields<TuningOptions>
    {
        { "sampler", OneOf(TuningOptions.Samplers), t => t.Sampler, (t, v) => t with { Sampler = v }, "How the next trial is chosen." },
        { "pruner", OneOf(TuningOptions.Pruners), t => t.Pruner, (t, v) => t with { Pruner = v }, "How poor trials are stopped early." },
        { "trials", Integer(1, 100_000), t => t.Trials, (t, v) => t with { Trials = v }, "Most trials for each learner that has ranges." },
        { "seconds", Number(0.001, 1e9), t => t.Seconds, (t, v) => t with { Seconds = v }, "No trial is started after so many seconds of a learner's search; no such bound when not given." },
        { "folds", Integer(1, 100), t => t.Folds, (t, v) => t with { Folds = v }, "Walk-forward folds of each trial." },
        { "validation", Number(0, 0.5), t => t.Validation, (t, v) => t with { Validation = v }, "Share of each fold's training rows held back to watch boosting rounds by, for a pruner." },
        { "metric", Metric, t => t.Metric, (t, v) => t with { Metric = v }, "What trials are compared on; the primary metric when not given." },
        { "width", Integer(1, 64), t => t.Width, (t, v) => t with { Width = v }, "Trials in flight at once; part of the study, not of the machine." },
    });

    internal static readonly Shape<Pipeline> Shape = new RecordShape<Pipeline>(new(), new Fields<Pipeline>
    {
        { "version", Integer(1, 1), _ => 1, (p, _) => p, "The version of this file format: 1." },
        { "name", RegisterSection.ModelName, p => p.Name.Length == 0 ? null : p.Name, (p, v) => p with { Name = v }, "What the run and its model are called; the file's name when not given." },
        { "bars", BarsSection.Shape, p => p.Bars, (p, v) => p with { Bars = v }, "The bars of the market that is forecast.", true },
        { "series", SeriesSection.Shape, p => p.Series, (p, v) => p with { Series = v }, "Further series whose features join as of the close known at the decision bar." },
        { "features", FeaturesSection.Shape, p => p.Features, (p, v) => p with { Features = v }, "What the model sees of the bars: sets and single features." },
        { "label", LabelSection.Shape, p => p.Label, (p, v) => p with { Label = v }, "What is forecast." },
        { "split", SplitSection.Shape, p => p.Split, (p, v) => p with { Split = v }, "Which rows teach, which score, and which stay sealed." },
        { "scaler", OneOf(("none", Scaling.None), ("standard", Scaling.Standard), ("robust", Scaling.Robust)), p => p.Preprocessing.Scaler, (p, v) => p with { Preprocessing = p.Preprocessing with { Scaler = v } }, "How features are brought to one scale, fitted on training rows only." },
        { "impute", OneOf(("none", Imputation.None), ("median", Imputation.Median)), p => p.Preprocessing.Impute, (p, v) => p with { Preprocessing = p.Preprocessing with { Impute = v } }, "What takes the place of unknown values, fitted on training rows only." },
        { "weights", Weights, p => p.Weights, (p, v) => p with { Weights = v }, "How much each row to learn from counts; worked out on training rows only." },
        { "learners", ListOf(new LearnerShape(), LearnersMax), p => p.Learners, (p, v) => p with { Learners = v }, "The learners that compete.", true },
        { "ensemble", OneOf(("none", Ensemble.None), ("soft", Ensemble.Soft), ("hard", Ensemble.Hard)), p => p.Ensemble, (p, v) => p with { Ensemble = v }, "Whether the learners also vote, as one more competitor." },
        { "ensemble-weights", Votes, p => p.EnsembleWeights, (p, v) => p with { EnsembleWeights = v }, "The weight of each learner's vote, in their order; equal when not given." },
        { "tuning", Tuning, p => p.Tuning, (p, v) => p with { Tuning = v }, "How the learners' 'tune' ranges are searched." },
        { "calibration", ProbabilitySection.Calibrations, p => p.Calibration, (p, v) => p with { Calibration = v }, "How probabilities are put right, on forecasts of training rows by models that had not learnt from them." },
        { "threshold", ProbabilitySection.Threshold, p => p.Threshold, (p, v) => p with { Threshold = v }, "From which probability on up is said, chosen on the same forecasts." },
        { "conformal", ProbabilitySection.Conformal, p => p.Conformal, (p, v) => p with { Conformal = v }, "How the sets of directions that cannot be ruled out are made." },
        { "costs", CostSection.Shape, p => p.Costs, (p, v) => p with { Costs = v }, "How the forecasts are traded in the report, and what that costs." },
        { "primary", Primary, p => p.Primary, (p, v) => p with { Primary = v }, "The metric that decides which learner wins, and the verdict." },
        { "register", RegisterSection.Shape, p => p.Register, (p, v) => p with { Register = v }, "Under what name the model is kept, and whether it becomes the champion." },
        { "seed", Seed, p => p.Seed, (p, v) => p with { Seed = v }, "Seed of everything random in the run." },
    }, validate: (node, pipeline) =>
    {
        VotesFit(node, pipeline);
        if (pipeline.Split.Start == 0 && pipeline.Learners.Any(l => l.Tune is not null))
        {
            node.Wrong("tunes, but 'split.start' is 0: every row is scored, so none is left to tune on.", "Give a larger 'start', or no 'tune'.");
        }
    });

    private static void VotesFit(Node node, Pipeline pipeline)
    {
        var (votes, learners) = (pipeline.EnsembleWeights.Count, pipeline.Learners.Count);
        if (votes > 0 && votes != learners)
        {
            node.Wrong($"gives {votes} 'ensemble-weights' for {learners} learners.", "Give one weight a learner, in their order, or none.");
        }
        else if (votes > 0 && pipeline.Ensemble == Ensemble.None)
        {
            node.Wrong("gives 'ensemble-weights' without an ensemble.", "Set 'ensemble' to soft or hard, or leave the weights out.");
        }
    }
}
