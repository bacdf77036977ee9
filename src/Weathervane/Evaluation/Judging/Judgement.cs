namespace Weathervane.Evaluation.Judging;

/// <summary>Something that could not be run on predictions, and why.</summary>
/// <param name="What">The test or baseline.</param>
/// <param name="Why">What is missing.</param>
public sealed record NotRun(string What, string Why);

/// <summary>What may be said of somebody's predictions.</summary>
/// <param name="Scores">The predictions, called <c>predictions</c>, beside baselines on the same rows.</param>
/// <param name="Warnings">What looks wrong with them, a sentence each.</param>
/// <param name="NotRun">What could not be run.</param>
public sealed record Judgement(Scoreboard Scores, IReadOnlyList<string> Warnings, IReadOnlyList<NotRun> NotRun)
{
    /// <summary>What the scoreboard calls the predictions.</summary>
    public const string Name = "predictions";

    /// <summary>The how-manieth look at a sealed hold-out this was, from 1; null where it was none, or nobody counted.</summary>
    public int? Look { get; init; }

    /// <summary>The comparison that decides.</summary>
    public Comparison Decisive => Scores.Decisive(Name);
}
