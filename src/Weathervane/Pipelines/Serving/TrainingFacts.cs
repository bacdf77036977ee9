using System.Text.Json.Serialization;
using Weathervane.Evaluation.Judging;

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

    /// <summary>Open of the first decision bar that the run sealed as its hold-out, UTC; null where it sealed none, and in files of before this was kept.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTime? SealedFrom { get; init; }

    /// <summary>Open of the last decision bar of the hold-out, UTC; null as <see cref="SealedFrom"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTime? SealedTo { get; init; }

    /// <summary>Walk-forward scores by metric; NaN where undefined.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>The verdict of the run on the primary metric, in words.</summary>
    public required string Verdict { get; init; }

    /// <summary>The version of the program that trained it.</summary>
    public required string CodeVersion { get; init; }

    /// <summary>Where a forecast stands to this training.</summary>
    /// <param name="bar">Open of the last bar that it used, UTC.</param>
    public ForecastPart PartOf(DateTime bar) =>
        bar <= To ? ForecastPart.Learnt
        : bar >= SealedFrom && bar <= SealedTo ? ForecastPart.Sealed
        : ForecastPart.New;
}
