using Weathervane.Features;
using Weathervane.Monitoring.Drift;

namespace Weathervane.Cli.Commands.Drift;

/// <summary>What the user wants tested.</summary>
/// <param name="Target">A model or a pipeline; null for tables.</param>
/// <param name="Bars">Bars for the target.</param>
/// <param name="Window">How many rows to test.</param>
/// <param name="Reference">A file, or a number of rows.</param>
/// <param name="Current">A table to test.</param>
/// <param name="Columns">Names separated by commas.</param>
internal sealed record DriftRequest(string? Target, string? Bars, int? Window, string? Reference, string? Current, string? Columns);

/// <summary>What is held against what.</summary>
/// <param name="Title">Both, in words.</param>
/// <param name="Reference">What was learnt of the reference.</param>
/// <param name="Window">The rows to test.</param>
/// <param name="Notes">What was left out, and why.</param>
/// <param name="ReferenceRows">The reference's rows; null where only what was kept of them is there.</param>
internal sealed record DriftSubject(string Title, DriftReference Reference, FeatureMatrix Window, IReadOnlyList<string> Notes, FeatureMatrix? ReferenceRows)
{
    /// <summary>What a model said of the window's rows, and what came of it: those that are known.</summary>
    internal IReadOnlyList<DriftColumn> Answers { get; init; } = [];

    /// <summary>What a classifier finds in all features together; null where it cannot be asked.</summary>
    internal DomainFinding? Classify(int threads, CancellationToken cancel)
    {
        string[] features = [.. Reference.Columns.Where(c => c.Kind == ColumnKind.Feature).Select(c => c.Name)];
        return ReferenceRows is null || features.Length < 2
            ? null
            : DomainClassifier.Of(Features(ReferenceRows), Features(Window), threads, cancel);

        FeatureMatrix Features(FeatureMatrix rows) => rows.TakeColumns([.. features.Select(f => rows.Names.Index().First(n => n.Item == f).Index)]);
    }
}
