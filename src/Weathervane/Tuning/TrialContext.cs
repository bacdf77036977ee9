using Weathervane.Tuning.Pruners;

namespace Weathervane.Tuning;

/// <summary>What an objective is given.</summary>
/// <param name="Number">The trial's number.</param>
/// <param name="Parameters">Values by name, of the parameters that exist at this point.</param>
/// <param name="Cancel">Stops the work.</param>
public sealed record TrialContext(int Number, IReadOnlyDictionary<string, object> Parameters, CancellationToken Cancel)
{
    /// <summary>Whether a pruner listens: without one, what is costly to report need not be worked out.</summary>
    public bool IsWatched => Watch is { Pruner: not NoPruner };

    internal TrialWatch? Watch { get; init; }

    /// <summary>Tells what the trial is worth so far. Not to be called from two threads at once.</summary>
    /// <param name="step">How far it is, 0 or more and more than at the last report: percent of its work, or rounds; the same scale for all trials.</param>
    /// <param name="value">The objective as far as it is known; NaN counts as worse than any number.</param>
    /// <returns>Whether to stop: the objective then gives <see cref="TrialScore.Pruned"/> back.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The step is not above the last one.</exception>
    public bool Report(int step, double value) => Watch?.Report(step, value) ?? false;
}

/// <summary>Listens to a trial, and asks the pruner.</summary>
internal sealed class TrialWatch(Pruner pruner, int number, double sign, ulong seed, IReadOnlyList<Trial> known)
{
    private readonly List<TrialReport> _reports = [], _losses = [];
    private readonly Lazy<IReadOnlyList<ReportedTrial>> _known = new(() =>
        [.. known.Select(t => new ReportedTrial(t.Number, [.. t.Reports.Select(r => Loss(r, sign))], t.State == TrialState.Complete))]);

    internal Pruner Pruner => pruner;

    internal IReadOnlyList<TrialReport> Reports => _reports;

    internal bool Report(int step, double value)
    {
        Check.InRange(step, _reports.Count == 0 ? 0 : _reports[^1].Step + 1, int.MaxValue);
        var report = new TrialReport(step, value);
        _reports.Add(report);
        _losses.Add(Loss(report, sign));
        return pruner.ShouldStop(new PruneContext(new ReportedTrial(number, _losses, IsComplete: false), _known.Value, seed));
    }

    private static TrialReport Loss(TrialReport report, double sign) =>
        report with { Value = double.IsNaN(report.Value) ? double.PositiveInfinity : sign * report.Value };
}
