using System.Text.Json;
using System.Text.Json.Nodes;
using Weathervane.Store.Runs;

namespace Weathervane.Server.MLflow;

/// <summary>MLflow's routes under <c>runs/</c>.</summary>
internal static class Runs
{
    private const int Most = 50_000;
    private const string NameTag = "mlflow.runName", ModelHistoryTag = "mlflow.log-model.history";

    internal static IReadOnlyList<MlflowRoute> Routes { get; } =
    [
        MlflowRoute.Post("runs/create", Create),
        MlflowRoute.Get("runs/get", Get),
        MlflowRoute.Post("runs/update", Update),
        MlflowRoute.Post("runs/delete", call => call.Workspace.Runs.Delete(IdOf(call.Request))),
        MlflowRoute.Post("runs/restore", call => call.Workspace.Runs.Restore(IdOf(call.Request))),
        MlflowRoute.Post("runs/set-tag", SetTag),
        MlflowRoute.Post("runs/delete-tag", call => call.Workspace.Runs.DeleteTag(IdOf(call.Request), call.Request.Required("key"))),
        MlflowRoute.Post("runs/log-inputs", LogInputs),
        MlflowRoute.Post("runs/outputs", LogOutputs),
        MlflowRoute.Post("runs/log-model", LogModel),
        MlflowRoute.Ask("runs/search", Search),
    ];

    /// <summary>A run's id, which clients send under one of two names or both.</summary>
    internal static string IdOf(Fields request) => request.Required("run_id", "run_uuid");

    private static void Create(MlflowCall call)
    {
        var tags = call.Request.Pairs("tags");
        var (given, tagged) = (call.Request.Text("run_name"), tags.GetValueOrDefault(NameTag));
        if (given is not null && tagged is not null && given != tagged)
        {
            throw MlflowException.Invalid($"Both 'run_name' ('{given}') and the tag {NameTag} ('{tagged}') are given, and differ. Give one of them.");
        }

        var run = call.Workspace.Runs.Create(new NewRun
        {
            Name = given ?? tagged ?? RunNames.New(),
            User = call.Request.Text("user_id") ?? "",
            ExperimentId = Experiments.Number(call.Request.Text("experiment_id") ?? "0"),
            Start = call.Request.Time("start_time"),
            Tags = tags,
        });
        call.Answer.Record("run", () => RunJson.Write(call.Answer, run, withOutputs: false));
    }

    private static void Get(MlflowCall call) => call.Answer.Record(
        "run", () => RunJson.Write(call.Answer, call.Workspace.Runs.GetExactly(IdOf(call.Request), call.Scope), withOutputs: true));

    private static void Update(MlflowCall call)
    {
        var run = call.Workspace.Runs.Update(
            IdOf(call.Request), call.Request.Text("status") is { } status ? StatusOf(status) : null, call.Request.Time("end_time"), call.Request.Text("run_name"));
        call.Answer.Record("run_info", () => RunJson.WriteInfo(call.Answer, run));
    }

    private static void SetTag(MlflowCall call) => call.Workspace.Runs.SetTags(
        IdOf(call.Request), new Dictionary<string, string> { [Keys.Check(call.Request.Required("key"))] = call.Request.Text("value") ?? "" });

    private static void LogInputs(MlflowCall call) => call.Workspace.Runs.LogInputs(
        IdOf(call.Request),
        [.. call.Request.Records("datasets").Select(input =>
        {
            var data = input.Record("dataset");
            return new DatasetInput(
                data.Name("name") ?? throw Fields.Missing("name"), data.Name("digest") ?? throw Fields.Missing("digest"), data.Name("source_type") ?? throw Fields.Missing("source_type"), data.Required("source"))
            {
                Schema = data.Text("schema"),
                Profile = data.Text("profile"),
                Tags = input.Pairs("tags"),
            };
        })],
        [.. call.Request.Records("models").Select(m => new RunModel(m.Required("model_id"), Made: false))]);

    private static void LogOutputs(MlflowCall call) => call.Workspace.Runs.LogInputs(
        IdOf(call.Request), [], [.. call.Request.Records("models").Select(m => new RunModel(m.Required("model_id"), Made: true, m.Whole("step") ?? 0))]);

    // MLflow 2 keeps what it logged as a growing list in a tag.
    private static void LogModel(MlflowCall call)
    {
        var text = call.Request.Required("model_json");
        JsonNode? model;
        try
        {
            model = JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            model = null;
        }

        if (model is not JsonObject)
        {
            throw MlflowException.Invalid("Malformed model info: 'model_json' is no JSON object.");
        }

        call.Workspace.Runs.ChangeTag(IdOf(call.Request), ModelHistoryTag, history =>
        {
            var list = history is null ? new JsonArray() : JsonNode.Parse(history) as JsonArray ?? [];
            list.Add(model);
            return list.ToJsonString();
        });
    }

    private static void Search(MlflowCall call)
    {
        var experiments = call.Request.Texts("experiment_ids").Select(Experiments.Number).ToList();
        if (experiments.Count == 0)
        {
            return;
        }

        var query = Queries.Of(call.Request, 1000, Most) with { View = Queries.View(call.Request.Text("run_view_type")) };
        var page = call.Workspace.Runs.Search(query, experiments, call.Scope);
        call.Answer.Records("runs", page.Items, run => RunJson.Write(call.Answer, run, withOutputs: true));
        call.Answer.Text("next_page_token", page.NextToken);
    }

    private static RunStatus StatusOf(string status) => status switch
    {
        "1" => RunStatus.Running,
        "2" => RunStatus.Scheduled,
        "3" => RunStatus.Finished,
        "4" => RunStatus.Failed,
        "5" => RunStatus.Killed,
        _ => Enum.GetValues<RunStatus>().Cast<RunStatus?>().FirstOrDefault(s => string.Equals(s.ToString(), status, StringComparison.OrdinalIgnoreCase))
            ?? throw MlflowException.Invalid($"Invalid value '{status}' for parameter 'status' supplied. Use RUNNING, SCHEDULED, FINISHED, FAILED or KILLED."),
    };
}
