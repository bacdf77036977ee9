using Weathervane.Evaluation;
using Weathervane.Evaluation.Inference;
using Weathervane.Features;
using Weathervane.Learners;
using Weathervane.Pipelines.Inputs;
using Weathervane.Pipelines.Serving;
using Weathervane.Tuning;

namespace Weathervane.Pipelines.Running;

/// <summary>What a run found. Plain data for tables, reports and the store.</summary>
public sealed record RunResult
{
    /// <summary>The pipeline that was run.</summary>
    public required Pipeline Pipeline { get; init; }

    /// <summary>What it read.</summary>
    public required PipelineInputs Inputs { get; init; }

    /// <summary>The searches, in the order of the learners.</summary>
    public required IReadOnlyList<FinishedStudy> Studies { get; init; }

    /// <summary>The models that competed, in the pipeline's order; the ensemble last.</summary>
    public required IReadOnlyList<Candidate> Candidates { get; init; }

    /// <summary>The baselines' forecasts of the same rows.</summary>
    public required IReadOnlyList<OutOfSample> Baselines { get; init; }

    /// <summary>The walk-forward scores of all of them.</summary>
    public required Scoreboard Scores { get; init; }

    /// <summary>How many tries the walk-forward scores are the best of; their verdicts count them.</summary>
    public TrialCorrection Trials { get; init; } = TrialCorrection.None;

    /// <summary>The candidate with the best walk-forward primary metric; the hold-out had no say.</summary>
    public required Candidate Winner { get; init; }

    /// <summary>Fitted on all rows before the hold-out: the winner, or every candidate where the pipeline says <c>each</c>.</summary>
    public required IReadOnlyList<TrainedModel> Models { get; init; }

    /// <summary>What the winner leans on, and what trading on it came to; null before it is worked out.</summary>
    public WinnerFindings? Findings { get; init; }

    /// <summary>The hold-out's scores; null while it stays sealed.</summary>
    public Scoreboard? Holdout { get; init; }

    /// <summary>The how-manieth look at the hold-out this was, from 1; 0 while it stays sealed.</summary>
    public int Look { get; init; }

    /// <summary>The comparison that decides: the winner's primary metric against the reference.</summary>
    public Comparison Decisive => Scores.Decisive(Winner.Name);
}

/// <summary>A model that competes.</summary>
/// <param name="Name">What the scoreboard calls it: the learner's id, with a number where several share it.</param>
/// <param name="Learner">Its recipe, tuned parameters included.</param>
/// <param name="Probabilities">Its forecasts of the scored rows, and what calibration and threshold made of them; row numbers count in the training rows.</param>
public sealed record Candidate(string Name, Learner Learner, CandidateProbabilities Probabilities)
{
    /// <summary>Its forecasts after calibration: those that score it.</summary>
    public OutOfSample Forecasts => Probabilities.Forecasts;

    /// <summary>Whole histories of forecasts where rows are scored by several splits, the first being the one that counts; else the forecasts alone.</summary>
    public IReadOnlyList<OutOfSample> Paths { get => field ?? [Forecasts]; init; }

    /// <summary>The last fold's model before calibration, and the rows that it was scored on; null where it was not kept.</summary>
    internal FoldModel? LastFold { get; init; }
}

/// <summary>A fold's model.</summary>
/// <param name="Model">The model.</param>
/// <param name="Learnt">[rows x columns] the newest rows that it learnt from, as it sees them.</param>
/// <param name="Test">[rows x columns] the rows that it forecast, as it sees them.</param>
internal sealed record FoldModel(Model Model, FeatureMatrix Learnt, FeatureMatrix Test)
{
    private const int LearntMost = 5_000;

    /// <summary>Keeps of the rows learnt from what tells how sure the model is of such: all of them would be most of a run's memory.</summary>
    internal static FoldModel Of(Model model, FeatureMatrix train, FeatureMatrix test) =>
        new(model, train.TakeRows([.. Enumerable.Range(0, train.Rows).TakeLast(LearntMost)]), test);
}

/// <summary>A candidate fitted on all rows before the hold-out.</summary>
/// <param name="Candidate">Which one.</param>
/// <param name="Model">The model, ready to be kept and served.</param>
public sealed record TrainedModel(Candidate Candidate, ForecastModel Model);

/// <summary>A search and its trials.</summary>
/// <param name="Start">What was searched.</param>
/// <param name="Result">What was found.</param>
public sealed record FinishedStudy(StudyStart Start, StudyResult Result)
{
    /// <summary>Complete trials that were made here, with their gains over the base rate on the search's folds; empty where those were not kept.</summary>
    public IReadOnlyList<ScoredTry> Tries { get; init; } = [];

    /// <summary>How likely it is that the best of <see cref="Tries"/> on one half of the time is below their median on the other half; NaN for fewer than two.</summary>
    public double Overfitting => Tries.Count < 2 ? double.NaN : OverfittingProbability.Of(
        [.. BlockGains.Align([.. Tries.Select(t => t.Gains!)]).Select(g => g.Where(double.IsFinite).ToArray())]);
}
