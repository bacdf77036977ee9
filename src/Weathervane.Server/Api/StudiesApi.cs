using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Weathervane.Store;

namespace Weathervane.Server.Api;

/// <summary><c>/api/v1/studies</c>: searches over parameters with their trials.</summary>
internal static class StudiesApi
{
    internal static void Map(RouteGroupBuilder studies, Workspace workspace)
    {
        studies.MapGet("/", (int? limit) => workspace.Studies.List(Check.InRange(limit ?? 100, 1, 10_000))).WithSummary("Studies, the newest first.");
        studies.MapGet("/find", (string study) => workspace.Studies.Get(study)).WithSummary("One study, by its number or name, whatever characters it holds.");
        studies.MapGet("/{id}", (string id) => workspace.Studies.Get(id)).WithSummary("One study, by its number or name.");
        studies.MapGet("/{id}/trials", (string id) => workspace.Studies.Trials(workspace.Studies.Get(id).Id)).WithSummary("A study's trials, by number.");
    }
}
