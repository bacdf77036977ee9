using System.Globalization;

namespace Weathervane.Pipelines.Replay;

/// <summary>What a replay says, in sentences.</summary>
public static class ReplayWords
{
    /// <summary>The finding, a few sentences: what the loop was worth, whether retraining was, what happened on the way.</summary>
    /// <param name="result">What was lived through.</param>
    public static IReadOnlyList<string> Of(ReplayResult result)
    {
        var (bars, events) = (result.Bars, result.Events);
        var comparisons = result.Comparisons();
        return
        [
            string.Create(
                CultureInfo.InvariantCulture,
                $"{result.Scored.Count:N0} bars from {bars.Times[result.Scored[0]]:yyyy-MM-dd} to {bars.Times[result.Scored[^1]]:yyyy-MM-dd} were forecast, each by the model of that moment: {Count(ReplayEventKind.Refreshed)} refreshes took over, {Count(ReplayEventKind.Kept)} did not, {Count(ReplayEventKind.RolledBack)} were rolled back; drift alarmed {Count(ReplayEventKind.Drift)} times, decay {Count(ReplayEventKind.Decay)} times."),
            .. comparisons.Select(c => c.ToString()),
        ];

        int Count(ReplayEventKind kind) => events.Count(e => e.Kind == kind);
    }

    /// <summary>The kind of an event: <c>rolled back</c>.</summary>
    /// <param name="kind">The kind.</param>
    public static string Of(ReplayEventKind kind) => kind switch
    {
        ReplayEventKind.Trained => "trained",
        ReplayEventKind.Drift => "drift",
        ReplayEventKind.Decay => "decay",
        ReplayEventKind.Refreshed => "refreshed",
        ReplayEventKind.Kept => "kept",
        _ => "rolled back",
    };
}
