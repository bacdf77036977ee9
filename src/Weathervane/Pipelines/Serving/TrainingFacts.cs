namespace Weathervane.Pipelines.Serving;

/// <summary>Where a model comes from, kept in its file.</summary>
public sealed record TrainingFacts
{
    /// <summary>The pipeline's name.</summary>
    public required string Name { get; init; }

    /// <summary>The learner's id: <c>lightgbm</c>, <c>voting</c>.</summary>
    public required string Learner { get; init; }

    /// <summary>The learner's parameters, tuned ones included, as text.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    /// <summary>The resolved pipeline, YAML.</summary>
    public required string Pipeline { get; init; }

    /// <summary>Rows that were learnt from.</summary>
    public required int Rows { get; init; }

    /// <summary>Open of the first decision bar learnt from, UTC.</summary>
    public required DateTime From { get; init; }

    /// <summary>Open of the last decision bar learnt from, UTC.</summary>
    public required DateTime To { get; init; }

    /// <summary>Walk-forward scores by metric; NaN where undefined.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>The verdict of the run on the primary metric, in words.</summary>
    public required string Verdict { get; init; }

    /// <summary>The version of the program that trained it.</summary>
    public required string CodeVersion { get; init; }
}
