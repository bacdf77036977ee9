using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Weathervane.Server.Access;
using Weathervane.Server.Jobs.Searches;
using Weathervane.Store;
using Weathervane.Store.Studies;

namespace Weathervane.Server.Api;

/// <summary><c>/api/v1/studies</c>: searches over parameters with their trials.</summary>
internal static class StudiesApi
{
    internal static void Map(RouteGroupBuilder studies, Workspace workspace)
    {
        studies.MapPost("/", (NewStudy asked, HttpContext http) => SearchDesk.Ask(
            workspace, new SearchFiles { Pipeline = asked.Pipeline, Bars = asked.Files }, asked.Learner, asked.Name, http.Caller(), http.RequestAborted))
            .WithSummary("Asks the servers for a search: its trials are made by those that have time, and the study is the same whoever makes them.");
        studies.MapDelete("/{id}/job", (string id, HttpContext http) =>
        {
            var study = workspace.Studies.Get(id);
            return workspace.StudyJobs.End(study.Id, JobOutcome.Stopped, $"stopped by {http.Caller()}")
                ? workspace.Studies.Get(id)
                : throw new InputException($"study {study.Study.Name}", "no server is asked for its trials.", "Only such a study can be stopped here.");
        }).WithSummary("Stops a search that servers make; the trials that are there stay, and it can be asked for again.");
        studies.MapGet("/", (int? limit) => workspace.Studies.List(Check.InRange(limit ?? 100, 1, 10_000, "limit"))).WithSummary("Studies, the newest first.");
        studies.MapGet("/find", (string study) => workspace.Studies.Get(study)).WithSummary("One study, by its number or name, whatever characters it holds.");
        studies.MapGet("/{id}", (string id) => workspace.Studies.Get(id)).WithSummary("One study, by its number or name.");
        studies.MapGet("/{id}/trials", (string id) => workspace.Studies.Trials(workspace.Studies.Get(id).Id)).WithSummary("A study's trials, by number.");
    }

    /// <summary>A search that servers are to make.</summary>
    /// <param name="Pipeline">The pipeline, as YAML; 'tuning' says how many trials.</param>
    internal sealed record NewStudy(string Pipeline)
    {
        /// <summary>Which learner; null for each that has ranges.</summary>
        public string? Learner { get; init; }

        /// <summary>What the study is called; null for pipeline/learner.</summary>
        public string? Name { get; init; }

        /// <summary>The files of bars that the pipeline names, base64.</summary>
        public IReadOnlyDictionary<string, byte[]> Files { get; init; } = new Dictionary<string, byte[]>();
    }
}
