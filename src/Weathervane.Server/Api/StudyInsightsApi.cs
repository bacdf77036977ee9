using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Weathervane.Store;
using Weathervane.Store.Studies;
using Weathervane.Tuning.Importance;
using Weathervane.Tuning.Search;

namespace Weathervane.Server.Api;

/// <summary><c>/api/v1/studies/{id}/importances</c>: which parameters a study's objective depended on.</summary>
internal static class StudyInsightsApi
{
    internal static void Map(RouteGroupBuilder studies, Workspace workspace) => studies.MapGet("/{id}/importances", (string id) =>
    {
        var kept = workspace.Studies.Get(id);
        return Of(kept.Study, workspace.Studies.Trials(kept.Id));
    }).WithSummary("The share of the objective's variance that each parameter explains by itself, the largest first; empty with fewer than 4 complete trials.");

    // A study whose space was kept as mere text, as older programs did, has none.
    private static IReadOnlyList<ParameterImportance> Of(Study study, IReadOnlyList<Trial> trials)
    {
        try
        {
            var space = SpaceJson.Read(study.Space, "study");
            return Importances.Of(space, [.. trials.Select(t => Point(t, space))]);
        }
        catch (InputException)
        {
            return [];
        }
    }

    private static Tuning.Trial Point(Trial trial, SearchSpace space) => new()
    {
        Number = trial.Number,
        Parameters = SpaceJson.ReadPoint(space, trial.Parameters, $"trial {trial.Number}"),
        State = trial is { State: TrialState.Complete, Value: not null } ? Tuning.TrialState.Complete : Tuning.TrialState.Failed,
        Value = trial.Value ?? double.NaN,
    };
}
