using System.Text.Json;
using Weathervane.Store.LoggedModels;
using Weathervane.Store.Search;

namespace Weathervane.Server.MLflow;

/// <summary>MLflow 3's routes under <c>logged-models</c>.</summary>
internal static class LoggedModels
{
    private static readonly (LoggedModelStatus Status, string Name, string Number)[] Statuses =
    [
        (LoggedModelStatus.Pending, "LOGGED_MODEL_PENDING", "1"),
        (LoggedModelStatus.Ready, "LOGGED_MODEL_READY", "2"),
        (LoggedModelStatus.UploadFailed, "LOGGED_MODEL_UPLOAD_FAILED", "3"),
    ];

    internal static IReadOnlyList<MlflowRoute> Routes { get; } =
    [
        MlflowRoute.Post("logged-models", Create),
        MlflowRoute.Ask("logged-models/search", Search),
        MlflowRoute.Get("logged-models/{id}", call => Answer(call, call.Workspace.LoggedModels.Get(call.Path("id")))),
        MlflowRoute.Patch("logged-models/{id}", Finish),
        MlflowRoute.Delete("logged-models/{id}", call => call.Workspace.LoggedModels.Delete(call.Path("id"))),
        MlflowRoute.Patch("logged-models/{id}/tags", call => call.Workspace.LoggedModels.SetTags(call.Path("id"), call.Request.Pairs("tags"))),
        MlflowRoute.Delete("logged-models/{id}/tags/{key}", call => call.Workspace.LoggedModels.DeleteTag(call.Path("id"), call.Path("key"))),
        MlflowRoute.Post("logged-models/{id}/params", call => call.Workspace.LoggedModels.LogParams(call.Path("id"), call.Request.Pairs("params"))),
        MlflowRoute.Get("logged-models/{id}/artifacts/directories", Artifacts.ListOfModel),
    ];

    private static void Create(MlflowCall call) => Answer(call, call.Workspace.LoggedModels.Create(new NewLoggedModel
    {
        ExperimentId = Experiments.Number(call.Request.Required("experiment_id")),
        Name = call.Request.Name("name") ?? RunNames.New(),
        ModelType = call.Request.Name("model_type"),
        SourceRunId = call.Request.Text("source_run_id"),
        Params = call.Request.Pairs("params"),
        Tags = call.Request.Pairs("tags"),
    }));

    private static void Finish(MlflowCall call)
    {
        var status = call.Request.Required("status");
        var known = Statuses.FirstOrDefault(s => s.Name == status || s.Number == status);
        Answer(call, known.Name is null
            ? throw MlflowException.Invalid($"Invalid value '{status}' for parameter 'status' supplied. Use one of {string.Join(", ", Statuses.Select(s => s.Name))}.")
            : call.Workspace.LoggedModels.SetStatus(call.Path("id"), known.Status));
    }

    private static void Search(MlflowCall call)
    {
        var query = new SearchQuery
        {
            Filter = call.Request.Text("filter") ?? "",
            // Here alone an order is a record.
            OrderBy = [.. call.Request.Records("order_by").Select(o => o.Required("field_name") + (o.Flag("ascending", absent: true) ? "" : " DESC"))],
            Limit = Queries.Limit(call.Request, 50, 1000),
            PageToken = call.Request.Text("page_token"),
        };
        var page = call.Workspace.LoggedModels.Search(query, [.. call.Request.Texts("experiment_ids").Select(Experiments.Number)]);
        call.Answer.Records("models", page.Items, m => Write(call.Answer, m));
        call.Answer.Text("next_page_token", page.NextToken);
    }

    private static void Answer(MlflowCall call, LoggedModel model) => call.Answer.Record("model", () => Write(call.Answer, model));

    private static void Write(Utf8JsonWriter json, LoggedModel model)
    {
        json.Record("info", () =>
        {
            json.WriteString("model_id", model.Id);
            json.Id("experiment_id", model.ExperimentId);
            json.WriteString("name", model.Name);
            json.Time("creation_timestamp_ms", model.Created);
            json.Time("last_updated_timestamp_ms", model.Updated);
            json.WriteString("artifact_uri", model.ArtifactUri);
            json.WriteString("status", Statuses.First(s => s.Status == model.Status).Name);
            json.WriteString("model_type", model.ModelType ?? "");
            json.Text("source_run_id", model.SourceRunId);
            json.Pairs("tags", model.Tags);
        });
        json.Record("data", () =>
        {
            json.Pairs("params", model.Params);
            json.Records("metrics", model.Metrics, m =>
            {
                RunJson.WriteMetric(json, m.Point);
                json.Text("dataset_name", m.Point.DatasetName);
                json.Text("dataset_digest", m.Point.DatasetDigest);
                json.Text("model_id", m.Point.ModelId);
                json.WriteString("run_id", m.RunId);
            });
        });
    }
}
