using Weathervane.Evaluation.Inference;
using Weathervane.Store.Studies;

namespace Weathervane.Cli.Commands;

/// <summary>Tries on their way into the workspace and back.</summary>
internal static class TryRecords
{
    internal static KeptTry Of(ScoredTry tried, string runId, string series, string label) => new(
        runId, series, label, tried.Name, tried.From, tried.To, tried.Tries,
        tried.Gains is { } g ? new TryGains((long)g.Block.TotalMilliseconds, g.First, g.Sums, g.Rows) : null);

    internal static ScoredTry Back(KeptTry kept) => new(
        kept.Name, kept.From.UtcDateTime, kept.To.UtcDateTime, kept.Tries,
        kept.Gains is { } g ? new BlockGains(TimeSpan.FromMilliseconds(g.BlockMs), g.First, g.Sums, g.Rows) : null);
}
