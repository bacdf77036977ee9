using System.Globalization;
using System.Text.Json;
using Weathervane.Store.Experiments;

namespace Weathervane.Server.MLflow;

/// <summary>MLflow's routes under <c>experiments/</c>.</summary>
internal static class Experiments
{
    private const int Most = 50_000;

    internal static IReadOnlyList<MlflowRoute> Routes { get; } =
    [
        MlflowRoute.Post("experiments/create", Create),
        MlflowRoute.Get("experiments/get", call => call.Answer.Record("experiment", () => Write(call.Answer, call.Workspace.Experiments.Get(IdOf(call))))),
        MlflowRoute.Get("experiments/get-by-name", GetByName),
        MlflowRoute.Ask("experiments/search", Search),
        MlflowRoute.Get("experiments/search", Search),
        // As clients of MLflow 1 ask.
        MlflowRoute.Get("experiments/list", Search),
        MlflowRoute.Post("experiments/update", Update),
        MlflowRoute.Post("experiments/delete", call => call.Workspace.Experiments.Delete(IdOf(call))),
        MlflowRoute.Post("experiments/restore", call => call.Workspace.Experiments.Restore(IdOf(call))),
        MlflowRoute.Post("experiments/set-experiment-tag", SetTag),
        MlflowRoute.Post("experiments/delete-experiment-tag", call => call.Workspace.Experiments.DeleteTag(IdOf(call), call.Request.Required("key"))),
    ];

    /// <summary>An experiment's number from the text that clients send.</summary>
    internal static long Number(string id) => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new MlflowException(MlflowError.ResourceDoesNotExist, $"No Experiment with id={id} exists");

    private static void Create(MlflowCall call)
    {
        var location = call.Request.Text("artifact_location");
        var experiment = call.Workspace.Experiments.Create(
            call.Request.Required("name"), location is null ? null : ArtifactPath.Location(location, "artifact_location"), call.Request.Pairs("tags"));
        call.Answer.Id("experiment_id", experiment.Id);
    }

    private static void GetByName(MlflowCall call)
    {
        var name = call.Request.Required("experiment_name");
        var experiment = call.Workspace.Experiments.Find(name)
            ?? throw new MlflowException(MlflowError.ResourceDoesNotExist, $"Could not find experiment with name '{name}'");
        call.Answer.Record("experiment", () => Write(call.Answer, experiment));
    }

    private static void Search(MlflowCall call)
    {
        var page = call.Workspace.Experiments.Search(Queries.Of(call.Request, 1000, Most) with { View = Queries.View(call.Request.Text("view_type")) });
        call.Answer.Records("experiments", page.Items, e => Write(call.Answer, e));
        call.Answer.Text("next_page_token", page.NextToken);
    }

    private static void Update(MlflowCall call)
    {
        if (call.Request.Text("new_name") is { } name)
        {
            call.Workspace.Experiments.Rename(IdOf(call), name);
        }
    }

    private static void SetTag(MlflowCall call) => call.Workspace.Experiments.SetTags(
        IdOf(call), new Dictionary<string, string> { [call.Request.Key()] = call.Request.Text("value") ?? "" });

    private static long IdOf(MlflowCall call) => Number(call.Request.Required("experiment_id"));

    private static void Write(Utf8JsonWriter json, Experiment experiment)
    {
        json.Id("experiment_id", experiment.Id);
        json.WriteString("name", experiment.Name);
        json.WriteString("artifact_location", experiment.ArtifactLocation);
        json.WriteString("lifecycle_stage", experiment.Deleted ? "deleted" : "active");
        json.Time("last_update_time", experiment.Updated);
        json.Time("creation_time", experiment.Created);
        json.Pairs("tags", experiment.Tags);
    }
}
