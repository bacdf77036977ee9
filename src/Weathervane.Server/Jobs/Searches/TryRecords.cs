using Weathervane.Evaluation.Inference;
using Weathervane.Pipelines;
using Weathervane.Store.Studies;

namespace Weathervane.Server.Jobs.Searches;

/// <summary>Tries on their way into the workspace and back.</summary>
public static class TryRecords
{
    /// <summary>A try as it is kept.</summary>
    /// <param name="tried">The try.</param>
    /// <param name="runId">The run that tried it.</param>
    /// <param name="series">The series' name.</param>
    /// <param name="label">What was forecast, as <see cref="LabelOf"/> says it.</param>
    public static KeptTry Of(ScoredTry tried, string runId, string series, string label) => new(
        runId, series, label, tried.Name, tried.From, tried.To, tried.Tries,
        tried.Gains is { } g ? new TryGains((long)g.Block.TotalMilliseconds, g.First, g.Sums, g.Rows) : null);

    /// <summary>What is forecast, as tries and looks say it: <c>next-bar-direction/1</c>.</summary>
    /// <param name="pipeline">Any pipeline.</param>
    public static string LabelOf(Pipeline pipeline) => $"{pipeline.Label.Id}/{pipeline.Label.BarsAhead}";

    /// <summary>A kept try as corrections know it.</summary>
    /// <param name="kept">The try.</param>
    public static ScoredTry Back(KeptTry kept) => new(
        kept.Name, kept.From.UtcDateTime, kept.To.UtcDateTime, kept.Tries,
        kept.Gains is { } g ? new BlockGains(TimeSpan.FromMilliseconds(g.BlockMs), g.First, g.Sums, g.Rows) : null);
}
