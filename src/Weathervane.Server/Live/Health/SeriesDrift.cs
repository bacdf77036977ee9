using Weathervane.Monitoring.Drift;
using Weathervane.Pipelines.Retraining;
using Weathervane.Server.Jobs;
using Weathervane.Store;
using Weathervane.Store.Live;
using Weathervane.Store.Models;

namespace Weathervane.Server.Live.Health;

/// <summary>Whether the newest rows of a series come from the law that the answering version has learnt; as retraining asks, once for each state of the series.</summary>
internal sealed class SeriesDrift(Workspace workspace, ServedModels models)
{
    // Tests take seconds and rows tens of megabytes: one series at a time, and only the rows of the last one are kept.
    private readonly Lock _one = new();
    private readonly Dictionary<string, (State State, int Window, DateTimeOffset? Said, ToldDrift Told)> _known = [];
    private (State State, WatchedRows? Rows)? _last;

    /// <summary>What is found in the newest rows.</summary>
    /// <exception cref="InputException">There is no such series.</exception>
    internal ToldDrift Of(string name, DriftWatchOptions options)
    {
        var series = workspace.Series.Get(name);
        if (models.Answering(series, out var problem) is not { } served)
        {
            return new ToldDrift(name, null, problem);
        }

        lock (_one)
        {
            var state = StateOf(series, served);
            // Bars are forecast a moment after they came in.
            var said = workspace.Forecasts.Latest(name, served.Version.Reference)?.Bar;
            if (_known.TryGetValue(name, out var known) && known.State == state && known.Window == options.Window && known.Said == said)
            {
                return known.Told;
            }

            var told = Told(state, served, options);
            _known[name] = (state, options.Window, said, told);
            return told;
        }
    }

    /// <summary>One feature over time beside what was learnt from.</summary>
    /// <exception cref="InputException">There is no such series, no model for it, or no such feature; or no bar has features.</exception>
    internal FeatureHistory History(string name, string feature, int points, CancellationToken cancel) =>
        RowsOf(name, out _, cancel).History(feature, new DriftWatchOptions().Reference, points);

    /// <summary>What the answering version said of bars since it was trained, or what came of it, beside what it was kept with.</summary>
    /// <exception cref="InputException">There is no such series, no model for it, or the version was kept without such a reference.</exception>
    internal FeatureHistory History(string name, ColumnKind kind, int points)
    {
        var served = models.Answering(workspace.Series.Get(name), out var problem) ?? throw new InputException($"series {name}", problem!);
        var version = served.Version;
        var reference = ReferenceOf(version, kind);
        var said = VersionDrift.Said(workspace, name, version, from: null);
        return SaidHistory.Of(reference, [.. said.OrderBy(s => s.Key).Select(s => (s.Key, kind == ColumnKind.Forecast ? s.Value.Forecast : s.Value.Outcome))], points);
    }

    /// <summary>How the newest values of one feature are spread over bins of what was learnt from.</summary>
    /// <exception cref="InputException">There is no such series, no model for it, or no such feature; or no bar has features.</exception>
    internal DriftHistogram Histogram(string name, string feature, int bins, CancellationToken cancel)
    {
        var options = new DriftWatchOptions();
        return RowsOf(name, out _, cancel).Histogram(feature, options.Reference, options.Window, bins);
    }

    /// <summary>The same of what the answering version said of the newest bars, or what came of it, over bins of what it was kept with.</summary>
    /// <exception cref="InputException">There is no such series, no model for it, or the version was kept without such a reference; or no bar has features.</exception>
    internal DriftHistogram Histogram(string name, ColumnKind kind, int bins, CancellationToken cancel)
    {
        var from = RowsOf(name, out var version, cancel).WindowFrom(new DriftWatchOptions().Window);
        var said = from is null ? [] : VersionDrift.Said(workspace, name, version, from).Values.Select(s => kind == ColumnKind.Forecast ? s.Forecast : s.Outcome);
        return DriftHistogram.Of(ReferenceOf(version, kind), [.. said], bins);
    }

    private WatchedRows RowsOf(string name, out ModelVersion version, CancellationToken cancel)
    {
        var series = workspace.Series.Get(name);
        var served = models.Answering(series, out var problem) ?? throw new InputException($"series {name}", problem!);
        version = served.Version;
        lock (_one)
        {
            return Rows(StateOf(series, served), served, JobWorker.Threads, cancel) ?? throw new InputException($"series {name}", "no bar has features yet.", "Send more bars.");
        }
    }

    private ReferenceColumn ReferenceOf(ModelVersion version, ColumnKind kind) => VersionDrift.Kept(workspace, version)?.Columns.FirstOrDefault(c => c.Kind == kind)
        ?? throw new InputException(version.Reference, $"was kept without a reference of its {(kind == ColumnKind.Forecast ? "forecasts" : "outcomes")}.", "Train it again.");

    private ToldDrift Told(State state, ServedModel served, DriftWatchOptions options)
    {
        try
        {
            var rows = Rows(state, served, options.Test.Threads, options.Test.Cancel);
            var told = new ToldDrift(state.Series, state.Version, null) { LearntTo = served.Model.Facts.To, From = rows?.WindowFrom(options.Window), Since = rows?.Since.Rows ?? 0 };
            var report = rows is null ? null : VersionDrift.Test(workspace, state.Series, served.Version, rows, options)();
            return report is not null
                ? told with
                {
                    Rows = report.Rows,
                    ReferenceRows = report.ReferenceRows,
                    Level = report.Level,
                    Alarm = report.Alarm,
                    Words = report.Words,
                    SmallestVisibleShift = report.SmallestVisibleShift,
                    Columns = report.Columns,
                }
                : told with
                {
                    Problem = FormattableString.Invariant(
                        $"{told.Since} rows came in since {state.Version} was trained, and it learnt from {rows?.Learnt.Rows ?? 0} of this series; {DriftWatchOptions.WindowMin} and {DriftOptions.ReferenceRowsMin} are needed."),
                };
        }
        catch (InputException wrong)
        {
            return new ToldDrift(state.Series, state.Version, wrong.Message);
        }
    }

    private WatchedRows? Rows(State state, ServedModel served, int threads, CancellationToken cancel)
    {
        if (_last is { } last && last.State == state)
        {
            return last.Rows;
        }

        _last = null;
        var bars = SeriesBars.Read(workspace, workspace.Series.Get(state.Series), served.Model);
        var rows = WatchedRows.Of(served.Model, bars.Own, bars.Others, threads, cancel);
        _last = (state, rows);
        return rows;
    }

    private State StateOf(KeptSeries series, ServedModel served) => new(series.Name, SeriesBars.StateOf(series, served.Model, Find), served.Version.Reference);

    private KeptSeries? Find(string name) => workspace.Series.List().FirstOrDefault(s => s.Name == name);

    private sealed record State(string Series, string Bars, string Version);
}

/// <summary>What is found in the newest rows of a series.</summary>
/// <param name="Series">The series.</param>
/// <param name="Version">The version that answers for it; null where there is none.</param>
/// <param name="Problem">Why nothing was tested; null where it was.</param>
internal sealed record ToldDrift(string Series, string? Version, string? Problem)
{
    /// <summary>Open of the last bar that the version learnt from.</summary>
    public DateTime? LearntTo { get; init; }

    /// <summary>Open of the window's first bar.</summary>
    public DateTime? From { get; init; }

    /// <summary>Rows since training.</summary>
    public int Since { get; init; }

    /// <summary>Rows of the window.</summary>
    public int Rows { get; init; }

    /// <summary>Rows of the reference.</summary>
    public int ReferenceRows { get; init; }

    /// <summary>Share of windows without drift in which any feature may alarm.</summary>
    public double Level { get; init; }

    /// <summary>Whether any feature alarms.</summary>
    public bool Alarm { get; init; }

    /// <summary>The finding in a sentence or two.</summary>
    public string Words { get; init; } = "";

    /// <summary>The median of the smallest shifts that such a window shows; NaN where none was tested.</summary>
    public double SmallestVisibleShift { get; init; } = double.NaN;

    /// <summary>What was found in each feature.</summary>
    public IReadOnlyList<ColumnDrift> Columns { get; init; } = [];
}
