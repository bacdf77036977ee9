using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Weathervane.Server.Access;
using Weathervane.Server.Operation;
using Weathervane.Store;
using Weathervane.Store.Artifacts;
using Weathervane.Store.Runs;
using Weathervane.Store.Search;
using Weathervane.Store.Studies;

namespace Weathervane.Server.Api;

/// <summary><c>/api/v1/runs</c>: logging, searching and reading runs.</summary>
internal static class RunsApi
{
    private const int StandardLimit = 100, MostHistory = 100_000;

    internal static void Map(RouteGroupBuilder runs, Workspace workspace)
    {
        runs.MapGet("/", (string? filter, string[]? orderBy, int? limit, string? pageToken, long[]? experiment, LifecycleView? view, HttpContext http) => workspace.Runs.Search(
                new SearchQuery { Filter = filter ?? "", OrderBy = orderBy ?? [], Limit = limit ?? StandardLimit, PageToken = pageToken, View = view ?? LifecycleView.Active },
                experiment is { Length: > 0 } ? experiment : null, Scope(http)))
            .WithSummary("Runs by a filter such as metrics.log_loss < 0.69 AND tags.stage = 'live'.");
        runs.MapGet("/newest", (string? experiment, RunStatus? status, bool? deleted, int? limit, HttpContext http) => workspace.Runs.List(
                new RunQuery { Experiment = experiment, Status = status, Deleted = deleted ?? false, Limit = limit ?? StandardLimit }, Scope(http)))
            .WithSummary("Runs, the newest first; of one experiment by its name, or in one state.");
        runs.MapGet("/{id}", (string id, HttpContext http) => workspace.Runs.Get(id, Scope(http))).WithSummary("One run, by its id or the first digits of it.");
        runs.MapGet("/{id}/metrics/{**key}", (string id, string key, int? limit, string? pageToken) =>
            workspace.Runs.HistoryPage(workspace.Runs.Get(id).Id, key, limit ?? MostHistory, pageToken)).WithSummary("Every value that was logged of a metric.");
        runs.MapGet("/{id}/studies", (string id) => workspace.Studies.OfRun(workspace.Runs.Get(id).Id).Select(s => new StudyOfRun(s.Id, s.Study)).ToList())
            .WithSummary("The searches of a run, in the order they were started.");
        runs.MapPost("/", (NewRun run) =>
        {
            PlainName.Check([("name", run.Name), ("experiment", run.Experiment), ("user", run.User), .. run.Tags.Keys.Select(k => ("tags", (string?)k))]);
            return workspace.Runs.Create(run);
        }).CountsOnce(workspace).WithSummary("Starts a run.");
        runs.MapPost("/{id}/log", (string id, RunLog log) =>
        {
            PlainName.Check(
            [
                .. log.Metrics.Select(m => ("metrics", (string?)m.Key)), .. log.Params.Keys.Select(k => ("params", (string?)k)), .. log.Tags.Keys.Select(k => ("tags", (string?)k)),
            ]);
            workspace.Runs.Log(workspace.Runs.Get(id).Id, log);
        }).CountsOnce(workspace).WithSummary("Adds metrics, parameters and tags: all of them or nothing.");
        runs.MapPost("/{id}/finish", (string id, Finish asked) => workspace.Runs.Finish(workspace.Runs.Get(id).Id, asked.Ended)).CountsOnce(workspace).WithSummary("Ends a run; one that went on after its end is ended anew.");
        runs.MapDelete("/{id}", (string id) => workspace.Runs.Delete(workspace.Runs.Get(id).Id)).CountsOnce(workspace).WithSummary("Marks a run as deleted; nothing of it is lost.");
        runs.MapGet("/{id}/files", (string id) => workspace.Artifacts.List(workspace.Runs.Get(id))).WithSummary("A run's files.");
        runs.MapMethods("/{id}/files/{**path}", Probes.Reads, (string id, string path, HttpContext http) =>
            FileAnswer.Send(http, workspace.Artifacts.Get(workspace.Runs.Get(id), path), workspace.Artifacts.OpenRead)).WithSummary("One file of a run, or a part of it; its ETag is its SHA-256.");
        runs.MapPut("/{id}/files/{**path}", (string id, string path, HttpContext http) => Put(workspace, id, path, http))
            .WithMetadata(new TakesFiles()).WithSummary("Stores a file of a run, of any size: the body is its content.");
    }

    /// <summary>Until the answer is sent, or nobody waits for it.</summary>
    internal static ReadScope Scope(HttpContext http)
    {
        var scope = new ReadScope(http.RequestAborted);
        http.Response.RegisterForDispose(scope);
        http.Features.Set(scope);
        return scope;
    }

    /// <summary>Streams a file of any size into the store.</summary>
    private static Task<Artifact> Put(Workspace workspace, string id, string path, HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        return workspace.Artifacts.PutAsync(workspace.Runs.Get(id), path, http.Request.Body, http.RequestAborted);
    }

    /// <summary>A search with its number.</summary>
    internal sealed record StudyOfRun(long Id, Study Study);

    /// <summary>How a run ended.</summary>
    internal sealed record Finish(RunStatus Status)
    {
        internal RunStatus Ended => Status is RunStatus.Running or RunStatus.Scheduled
            ? throw new InputException("status", $"'{Status.ToString().ToLowerInvariant()}' is no end.", "Use finished, failed or killed.")
            : Status;
    }
}
