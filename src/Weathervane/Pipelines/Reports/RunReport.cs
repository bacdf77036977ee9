namespace Weathervane.Pipelines.Reports;

/// <summary>Everything that the report of one run shows, as plain data: what is missing is left out of the page.</summary>
/// <remarks>Times come from the caller and are UTC. Scores keep the order of <see cref="Metrics"/>, fold scores that of the folds.
/// Text may hold anything: it is escaped where it is written.</remarks>
public sealed record RunReport
{
    /// <summary>The pipeline's name, as its user gave it.</summary>
    public required string Title { get; init; }

    /// <summary>What the page is: the report of a run, or a comparison of two models.</summary>
    public string Kind { get; init; } = "run report";

    /// <summary>Parameters in which the two models of a comparison differ; empty for a run.</summary>
    public IReadOnlyList<ReportChange> Changes { get; init; } = [];

    /// <summary>The run's id in the store.</summary>
    public required string RunId { get; init; }

    /// <summary>When the run started, UTC.</summary>
    public required DateTime Started { get; init; }

    /// <summary>How long the run took; null when unknown.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The bars in a few words: <c>sp500.csv, 5,105 daily bars</c>.</summary>
    public string Subject { get; init; } = "";

    /// <summary>What the run found.</summary>
    public required ReportVerdict Verdict { get; init; }

    /// <summary>The metrics of the scoreboard, left to right. One of them is primary.</summary>
    public IReadOnlyList<ReportMetric> Metrics { get; init; } = [];

    /// <summary>Models and baselines, all scored on the same rows; the chosen model first, baselines last.</summary>
    public IReadOnlyList<ReportModel> Models { get; init; } = [];

    /// <summary>The chosen model beside the strongest baseline of each metric; empty for none.</summary>
    public IReadOnlyList<ReportComparison> Comparisons { get; init; } = [];

    /// <summary>What textbook tests say of the chosen model, a sentence each.</summary>
    public IReadOnlyList<string> Tests { get; init; } = [];

    /// <summary>Where training, purged, test and hold-out rows lie in time; the lanes in order of first mention.</summary>
    public IReadOnlyList<ReportSpan> Layout { get; init; } = [];

    /// <summary>How the label came out on each part of the rows.</summary>
    public IReadOnlyList<ReportLabels> Labels { get; init; } = [];

    /// <summary>The bar-quality card, in the order to be shown.</summary>
    public IReadOnlyList<ReportFact> Bars { get; init; } = [];

    /// <summary>The searches that were run.</summary>
    public IReadOnlyList<ReportStudy> Studies { get; init; } = [];

    /// <summary>What became of the chosen model's probabilities; null when unknown.</summary>
    public ReportProbabilities? Probabilities { get; init; }

    /// <summary>What trading on the chosen model's forecasts came to; null when unknown.</summary>
    public ReportMoney? Money { get; init; }

    /// <summary>What each feature does to the chosen model's forecasts, the largest first; empty when unknown.</summary>
    public IReadOnlyList<ReportContribution> Contributions { get; init; } = [];

    /// <summary>How much worse the chosen model scores when a feature is dealt out anew, the largest first; empty when unknown.</summary>
    public IReadOnlyList<ReportPermutation> Permutations { get; init; } = [];

    /// <summary>Every look at the sealed hold-out on these bars, oldest first; null when the pipeline has no hold-out.</summary>
    public IReadOnlyList<ReportLook>? Looks { get; init; }

    /// <summary>What it takes to run this again.</summary>
    public ReportReproduction? Reproduction { get; init; }
}
