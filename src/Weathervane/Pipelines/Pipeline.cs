using Weathervane.Datasets;
using Weathervane.Evaluation.Money;
using Weathervane.Evaluation.Probabilities;
using Weathervane.Labels;
using Weathervane.Pipelines.Options;

namespace Weathervane.Pipelines;

/// <summary>Everything that a run is told: from bars to a registered model. What a pipeline file says, with all defaults filled in.</summary>
/// <remarks><see cref="PipelineFile"/> reads and writes it.</remarks>
public sealed record Pipeline
{
    /// <summary>What the run is called, and the model that it registers.</summary>
    public string Name { get; init; } = "";

    /// <summary>The bars of the market that is forecast.</summary>
    public BarsSource Bars { get; init; } = new();

    /// <summary>Further series whose features join in.</summary>
    public IReadOnlyList<JoinedSeries> Series { get; init; } = [];

    /// <summary>What the model sees of the bars.</summary>
    public FeatureChoice Features { get; init; } = new();

    /// <summary>What it is asked.</summary>
    public Label Label { get; init; } = new NextBarDirection();

    /// <summary>Which rows teach, which score, and which stay sealed.</summary>
    public SplitOptions Split { get; init; } = new();

    /// <summary>What is done to features before a learner sees them.</summary>
    public Preprocessing Preprocessing { get; init; } = new();

    /// <summary>How much each row to learn from counts.</summary>
    public SampleWeighting Weights { get; init; } = new();

    /// <summary>The learners that compete; at least one.</summary>
    public IReadOnlyList<LearnerEntry> Learners { get; init; } = [];

    /// <summary>Whether the learners also vote, as one more competitor.</summary>
    public Ensemble Ensemble { get; init; }

    /// <summary>The weight of each learner's vote, in the learners' order; empty for equal weights.</summary>
    public IReadOnlyList<double> EnsembleWeights { get; init; } = [];

    /// <summary>How the learners' ranges are searched.</summary>
    public TuningOptions Tuning { get; init; } = new();

    /// <summary>How probabilities are put right, on out-of-fold forecasts of training rows: one of <see cref="Evaluation.Probabilities.Calibration.Methods"/>, or <c>none</c>.</summary>
    public string Calibration { get; init; } = Evaluation.Probabilities.Calibration.None;

    /// <summary>From which probability on up is said, chosen on the same forecasts.</summary>
    public ThresholdRule Threshold { get; init; } = new();

    /// <summary>How the sets of directions that cannot be ruled out are made.</summary>
    public ConformalOptions Conformal { get; init; } = new();

    /// <summary>How the forecasts are traded in the report, and what that costs.</summary>
    public CostOptions Costs { get; init; } = new();

    /// <summary>The metric that decides: which learner wins, and the verdict.</summary>
    public string Primary { get; init; } = "log_loss";

    /// <summary>Under what name the model is kept, and whether it takes over.</summary>
    public RegisterOptions Register { get; init; } = new();

    /// <summary>Seed of everything random in the run.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>The folder that relative file names start from; not part of the file.</summary>
    public string Folder { get; init; } = "";

    /// <summary>The same pipeline on the bars of other files.</summary>
    /// <param name="files">Bars of one market; relative names start from the current folder.</param>
    public Pipeline OnBars(params IReadOnlyList<string> files) => this with { Bars = Bars with { Files = [.. files.Select(Path.GetFullPath)], Make = null } };
}

/// <summary>How several learners become one forecast.</summary>
public enum Ensemble
{
    /// <summary>They do not.</summary>
    None,

    /// <summary>The mean of their probabilities.</summary>
    Soft,

    /// <summary>The share of them that say up.</summary>
    Hard,
}
