namespace Weathervane.Client.Studies;

/// <summary>A search over parameters.</summary>
/// <param name="RunId">The run that searches.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Sampler">How points are chosen: <c>tpe</c>, <c>random</c>.</param>
/// <param name="Seed">The seed that gives the same study again.</param>
/// <param name="Metric">The metric that is searched for.</param>
/// <param name="HigherIsBetter">Which way it is better.</param>
/// <param name="Space">The search space, as the program that searches writes it.</param>
public sealed record Study(string RunId, string Name, string Sampler, ulong Seed, string Metric, bool HigherIsBetter, string Space)
{
    /// <summary>How trials are stopped early: <c>none</c>, <c>median</c>.</summary>
    public string Pruner { get; init; } = "none";

    /// <summary>Trial i knew the results up to i - width.</summary>
    public int Width { get; init; } = 4;

    /// <summary>A hash of what else the values depend on; empty where it was not recorded.</summary>
    public string Task { get; init; } = "";
}

/// <summary>A study as it is kept.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Study">What is searched.</param>
/// <param name="Created">When it was started.</param>
public sealed record KeptStudy(long Id, Study Study, DateTimeOffset Created)
{
    /// <summary>What the servers were asked for; null where the study is made by the program that began it.</summary>
    public StudyJob? Job { get; init; }

    /// <summary>How many of its trials have ended, however they did.</summary>
    public int Trials { get; init; }

    /// <summary>The best of its complete trials so far; null where none has a value.</summary>
    public BestTrial? Best { get; init; }
}

/// <summary>The complete trial that a study's metric is best at, the earliest of equals.</summary>
/// <param name="Number">Its place in the study, from 0.</param>
/// <param name="Value">What it is worth, in units of the study's metric; never NaN.</param>
/// <param name="StandardError">Of the value over folds; null where it is not known.</param>
/// <param name="Parameters">The point that was tried.</param>
public sealed record BestTrial(int Number, double Value, double? StandardError, IReadOnlyDictionary<string, string> Parameters);

/// <summary>A study of one run.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Study">What is searched.</param>
public sealed record StudyOfRun(long Id, Study Study);
