using System.Text.Json.Serialization;
using Weathervane.Store;
using Weathervane.Store.Runs;

namespace Weathervane.Server.Live;

/// <summary>What changed in a store.</summary>
/// <param name="Kind"><c>run</c>, <c>model</c>, <c>study</c>, <c>experiment</c> or <c>series</c>.</param>
/// <param name="Id">The run's id, the model's or series' name, or the study's or experiment's number.</param>
/// <param name="What"><c>created</c> or <c>updated</c>.</param>
internal sealed record Change(
    [property: JsonPropertyName("kind")] string Kind, [property: JsonPropertyName("id")] string Id, [property: JsonPropertyName("change")] string What);

/// <summary>Compares the store's newest rows with those of the look before, so that changes by other servers and by commands are seen too.</summary>
internal sealed class StoreWatch(Workspace workspace)
{
    private const int NewestRuns = 50, NewestStudies = 3, NewestExperiments = 20;
    private Dictionary<(string Kind, string Id), string>? _before;

    /// <summary>What changed since the last look; nothing at the first.</summary>
    internal IReadOnlyList<Change> Look()
    {
        var now = new Dictionary<(string, string), string>();
        foreach (var run in workspace.Runs.List(new RunQuery { Limit = NewestRuns }).Concat(workspace.Runs.List(new RunQuery { Limit = NewestRuns, Status = RunStatus.Running })))
        {
            now[("run", run.Id)] = $"{run.Status} {run.Name} {run.LatestMetrics.Count} {run.LatestMetrics.Sum(m => m.Step)} {run.LatestMetrics.Max(m => m.Time)} {run.Params.Count} {run.Tags.Count}";
        }

        foreach (var model in workspace.Models.List())
        {
            now[("model", model.Name)] = $"{model.Versions} {model.Latest} {model.Updated:O} {string.Join(',', model.Aliases.OrderBy(a => a.Key).Select(a => $"{a.Key}={a.Value}"))}";
        }

        foreach (var study in workspace.Studies.List(NewestStudies))
        {
            now[("study", study.Id.ToString(System.Globalization.CultureInfo.InvariantCulture))] = $"{workspace.Studies.Trials(study.Id).Count}";
        }

        foreach (var experiment in workspace.LiveExperiments.List(limit: NewestExperiments))
        {
            now[("experiment", experiment.Id.ToString(System.Globalization.CultureInfo.InvariantCulture))] = $"{experiment.Events.Count}";
        }

        foreach (var series in workspace.Series.List())
        {
            var latest = workspace.Forecasts.Latest(series.Name);
            now[("series", series.Name)] = $"{series.Changes} {latest?.Model} {latest?.Version} {latest?.Bar:O} {(workspace.Retraining.Events(series.Name, 1) is [var newest] ? newest.Id : 0)}";
        }

        var before = _before;
        _before = now;
        return before is null ? [] :
        [
            .. from entry in now
               let known = before.GetValueOrDefault(entry.Key)
               where known != entry.Value
               select new Change(entry.Key.Item1, entry.Key.Item2, known is null ? "created" : "updated"),
            .. from entry in before
               where entry.Key.Kind == "model" && !now.ContainsKey(entry.Key)
               select new Change(entry.Key.Kind, entry.Key.Id, "updated"),
        ];
    }
}
