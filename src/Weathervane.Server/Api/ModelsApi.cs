using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Weathervane.Pipelines.Reports;
using Weathervane.Server.Access;
using Weathervane.Server.Live;
using Weathervane.Server.Operation;
using Weathervane.Store;
using Weathervane.Store.Access;
using Weathervane.Store.Artifacts;
using Weathervane.Store.Models;
using Weathervane.Store.Runs;

namespace Weathervane.Server.Api;

/// <summary><c>/api/v1/models</c>: names, versions, aliases and their history.</summary>
internal static class ModelsApi
{
    internal static void Map(RouteGroupBuilder models, Workspace workspace, TimeProvider clock)
    {
        var admin = new NeedsRole(Role.Admin);
        models.MapGet("/", () => workspace.Models.List()).WithSummary("All registered models.");
        models.MapGet("/{name}", (string name) => workspace.RegisteredModels.Get(name)).WithSummary("One model, with the newest version of each stage.");
        models.MapGet("/{name}/versions", (string name, bool? deleted) => workspace.Models.Versions(name, deleted ?? false)).WithSummary("A model's versions, by number.");
        models.MapGet("/{name}/moves", (string name) => workspace.Models.Moves(name)).WithSummary("Every move of the model's aliases: who, when, why, on what evidence.");
        models.MapGet("/{name}/at", (string name, DateTimeOffset time, string? alias) => workspace.Models.AliasAt(name, alias ?? ModelName.Champion, time) is { } version
                ? version
                : throw new InputException($"model {name}", $"the alias stood nowhere at {time:u}.") { Kind = InputKind.NotFound })
            .WithSummary("The version on which an alias stood at a moment; the champion's unless another is named.");
        models.MapGet("/{name}/compare", (string name, long left, long right) => ModelComparison.Of(
                workspace.ModelVersions.Get(name, left), workspace.ModelVersions.Get(name, right)))
            .WithSummary("What differs between two versions, and which is better by each metric.");
        models.MapGet("/{name}/compare/report", (string name, long left, long right) => Paired(workspace, name, left, right, clock))
            .WithSummary("Two versions on the rows that both were scored on: each metric's gain with its interval and p-value, curves, importances.");
        models.MapGet("/resolve", (string reference) => workspace.Models.Resolve(reference))
            .WithSummary("The version that a reference means: name, name:3, name:latest, name:best(log_loss), name@alias.");
        models.MapPost("/{name}/promote", (string name, Promotion asked, HttpContext http) =>
                workspace.Models.Promote(workspace.ModelVersions.Get(name, asked.Version), http.Caller(), asked.Reason ?? "", asked.Force))
            .CountsOnce(workspace).WithMetadata(admin).WithSummary("Makes a version the champion, if its primary metric is not worse than the champion's, or if forced.");
        models.MapPost("/{name}/rollback", (string name, Reason asked, HttpContext http) => workspace.Models.Rollback(name, http.Caller(), asked.Text ?? ""))
            .CountsOnce(workspace).WithMetadata(admin).WithSummary("Puts the champion's alias back on the version before.");
        models.MapPut("/{name}/aliases/{alias}", (string name, string alias, AliasTarget asked, HttpContext http) =>
        {
            http.RequireMayMove(alias);
            return workspace.Models.SetAlias(workspace.ModelVersions.Get(name, asked.Version), alias, http.Caller(), asked.Reason ?? "");
        }).CountsOnce(workspace).WithSummary("Puts an alias on a version; the champion's needs the role admin.");
        models.MapDelete("/{name}/aliases/{alias}", (string name, string alias, string? reason, HttpContext http) =>
        {
            http.RequireMayMove(alias);
            workspace.Models.RemoveAlias(name, alias, http.Caller(), reason ?? "");
        }).CountsOnce(workspace).WithSummary("Takes an alias away; the champion's needs the role admin.");
        models.MapPost("/{name}/versions", (string name, Registration asked, HttpContext http) => workspace.Models.Register(asked.ToVersion(name, http.Caller())))
            .CountsOnce(workspace).WithMetadata(new RequestSizeLimitAttribute(ApiEndpoints.LongestBody))
            .WithSummary("Registers the next version of a model with its files, 64 MB of JSON at most; the model is made when there is none.");
        models.MapDelete("/{name}", (string name, string? reason, HttpContext http) =>
        {
            http.RequireMayMove(workspace.RegisteredModels.Get(name).Aliases.Keys);
            workspace.Models.Delete(name, http.Caller(), reason ?? "");
        }).CountsOnce(workspace).WithSummary("Deletes a model with all its versions; the records stay, and the name is free. Where it has a champion that needs the role admin.");
        models.MapDelete("/{name}/versions/{version:long}", (string name, long version, string? reason, HttpContext http) =>
        {
            var deleted = workspace.ModelVersions.Get(name, version);
            http.RequireMayMove(deleted.Aliases);
            workspace.Models.Delete(deleted, http.Caller(), reason ?? "");
        }).CountsOnce(workspace).WithSummary("Deletes a version; its record and its number stay. That of the champion needs the role admin.");
        models.MapGet("/{name}/versions/{version:long}/files", (string name, long version) => Files(workspace, name, version)).WithSummary("A version's files.");
        models.MapMethods("/{name}/versions/{version:long}/files/{**path}", Probes.Reads, (string name, long version, string path, HttpContext http) =>
            FileAnswer.Send(http, workspace.Artifacts.Get(workspace.ModelVersions.Get(name, version), path), workspace.Artifacts.OpenRead)).WithSummary("One file of a version, or a part of it; its ETag is its SHA-256.");
    }

    /// <summary><c>/api/v1/aliases</c>: where every alias of every model stood.</summary>
    internal static void MapAliases(RouteGroupBuilder aliases, Workspace workspace) =>
        aliases.MapGet("/", (DateTimeOffset time) => workspace.Models.StandingAt(time)).WithSummary("Where every alias of every model stood at a moment.");

    private static RunReport Paired(Workspace workspace, string name, long left, long right, TimeProvider clock) => ComparisonReport.Of(
        ModelComparison.Of(workspace.ModelVersions.Get(name, left), workspace.ModelVersions.Get(name, right)),
        (version, file) => VersionFiles.FileOf(workspace, version, file),
        id => ReportOf(workspace, workspace.Runs.Get(id)),
        clock.GetUtcNow().UtcDateTime);

    private static RunReport? ReportOf(Workspace workspace, Run run) => workspace.Artifacts.List(run).Any(f => f.Name == ComparisonReport.RunReportFile)
        ? JsonReport.Read(workspace.Artifacts.Read(run, ComparisonReport.RunReportFile), $"run {run.Id}, {ComparisonReport.RunReportFile}")
        : null;

    private static IReadOnlyList<Artifact> Files(Workspace workspace, string name, long version) =>
        workspace.Artifacts.List(workspace.ModelVersions.Get(name, version));

    /// <summary>A request to promote.</summary>
    internal sealed record Promotion(long Version, string? Reason = null, bool Force = false);

    /// <summary>A request that needs a reason.</summary>
    internal sealed record Reason([property: System.Text.Json.Serialization.JsonPropertyName("reason")] string? Text = null);

    /// <summary>Where an alias is to stand.</summary>
    internal sealed record AliasTarget(long Version, string? Reason = null);
}
