using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Weathervane.Store;
using Weathervane.Store.Runs;
using Weathervane.Store.Search;

namespace Weathervane.Server.Api;

/// <summary><c>/api/v1/runs/table</c>: a stretch of a sorted table of runs with the columns that are shown, and how long the table is.</summary>
internal static class RunTableApi
{
    private const int StandardLimit = 100, MostRows = 5_000, MostColumns = 100, RunsForKeys = 200;

    internal static void Map(RouteGroupBuilder runs, Workspace workspace)
    {
        runs.MapGet("/table", (string? filter, string[]? orderBy, int? offset, int? limit, string[]? column, LifecycleView? view, bool? counted, HttpContext http) =>
        {
            var query = new SearchQuery
            {
                Filter = filter ?? "",
                OrderBy = orderBy ?? [],
                Offset = offset ?? 0,
                Limit = Check.InRange(limit ?? StandardLimit, 1, MostRows, "limit"),
                View = view ?? LifecycleView.Active,
            };
            var columns = (column ?? []).Take(MostColumns).Select(ColumnOf).ToList();
            var total = counted == false ? (long?)null : workspace.Runs.Count(query, scope: RunsApi.Scope(http));
            return new RunTable(total, query.Offset, Rows(workspace, query, columns, http));
        }).WithSummary("A stretch of the table of runs that a filter finds, with chosen columns such as metrics.log_loss or params.depth, and, unless counted is false, its whole length.");
        runs.MapGet("/count", (string? filter, LifecycleView? view, HttpContext http) =>
                new RunCount(workspace.Runs.Count(new SearchQuery { Filter = filter ?? "", View = view ?? LifecycleView.Active }, scope: RunsApi.Scope(http))))
            .WithSummary("How many runs a filter finds: it goes through all of them, where a stretch of the table does not.");
        runs.MapGet("/keys", (HttpContext http) => KeysOf(workspace.Runs.List(new RunQuery { Limit = RunsForKeys }, RunsApi.Scope(http))))
            .WithSummary("The names of metrics, parameters and tags in the newest 200 runs, for completion.");
    }

    // A page that ends early, since its values are very large, is gone on with: of each run only the columns are kept.
    private static List<RunRow> Rows(Workspace workspace, SearchQuery query, List<Func<Run, object?>> columns, HttpContext http)
    {
        List<RunRow> rows = [];
        while (true)
        {
            using var scope = new ReadScope(http.RequestAborted);
            var page = workspace.Runs.Search(query with { Offset = query.Offset + rows.Count, Limit = query.Limit - rows.Count }, scope: scope);
            rows.AddRange(page.Items.Select(r => Row(r, columns)));
            if (rows.Count == query.Limit || page.NextToken is null)
            {
                return rows;
            }
        }
    }

    private static RunRow Row(Run run, List<Func<Run, object?>> columns) =>
        new(run.Id, run.Name, run.Experiment, run.User, run.Status, run.Start, run.End, [.. columns.Select(c => c(run))]);

    private static Func<Run, object?> ColumnOf(string column)
    {
        var cut = column.IndexOf('.', StringComparison.Ordinal);
        var (kind, name) = cut < 0 ? (column, "") : (column[..cut], column[(cut + 1)..]);
        return kind switch
        {
            "metrics" => run => run.Metrics.TryGetValue(name, out var value) ? value : null,
            "params" => run => run.Params.GetValueOrDefault(name),
            "tags" => run => run.Tags.GetValueOrDefault(name),
            _ => throw new InputException("column", $"'{column}' is no column.", "Ask for metrics.NAME, params.NAME or tags.NAME."),
        };
    }

    private static RunKeys KeysOf(IReadOnlyList<Run> runs) => new(
        Names(runs.SelectMany(r => r.Metrics.Keys)), Names(runs.SelectMany(r => r.Params.Keys)), Names(runs.SelectMany(r => r.Tags.Keys)));

    private static List<string> Names(IEnumerable<string> names) => [.. names.Distinct().Order(StringComparer.Ordinal)];

    /// <summary>A stretch of a table.</summary>
    /// <param name="Total">How many runs the filter finds; null where they were not to be counted.</param>
    /// <param name="Offset">The place of the first row, from 0.</param>
    /// <param name="Rows">The rows.</param>
    internal sealed record RunTable(long? Total, int Offset, IReadOnlyList<RunRow> Rows);

    /// <summary>How many runs a filter finds.</summary>
    internal sealed record RunCount(long Total);

    /// <summary>A run in a table; its values stand in the order of the columns asked for, null where it has none.</summary>
    internal sealed record RunRow(
        string Id, string Name, string Experiment, string User, RunStatus Status, DateTimeOffset Start, DateTimeOffset? End, IReadOnlyList<object?> Values);

    /// <summary>Names that a filter or a column may use.</summary>
    internal sealed record RunKeys(IReadOnlyList<string> Metrics, IReadOnlyList<string> Params, IReadOnlyList<string> Tags);
}
