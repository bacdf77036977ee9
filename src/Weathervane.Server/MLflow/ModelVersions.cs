using System.Globalization;
using System.Text.Json;
using Weathervane.Store;
using Weathervane.Store.LoggedModels;
using Weathervane.Store.Models;

namespace Weathervane.Server.MLflow;

/// <summary>MLflow's routes under <c>model-versions/</c>.</summary>
internal static class ModelVersions
{
    private const string Models = "models:/", VersionsTag = "mlflow.modelVersions";

    internal static IReadOnlyList<MlflowRoute> Routes { get; } =
    [
        MlflowRoute.Post("model-versions/create", Create),
        MlflowRoute.Get("model-versions/get", call => Answer(call, Of(call))),
        MlflowRoute.Patch("model-versions/update", call => Answer(call, call.Workspace.ModelVersions.Describe(
            RegisteredModels.NameOf(call.Request), NumberOf(call.Request), call.Request.Text("description") ?? ""))),
        MlflowRoute.Delete("model-versions/delete", Delete),
        MlflowRoute.Get("model-versions/search", Search),
        MlflowRoute.Get("model-versions/get-download-uri", call => call.Answer.WriteString("artifact_uri", Place(call.Workspace, Of(call).Source))),
        MlflowRoute.Post("model-versions/transition-stage", Transition),
        MlflowRoute.Post("model-versions/set-tag", call => call.Workspace.ModelVersions.SetTags(
            RegisteredModels.NameOf(call.Request), NumberOf(call.Request), new Dictionary<string, string> { [call.Request.Key()] = call.Request.Text("value") ?? "" })),
        MlflowRoute.Delete("model-versions/delete-tag", call =>
            call.Workspace.ModelVersions.DeleteTag(RegisteredModels.NameOf(call.Request), NumberOf(call.Request), call.Request.Required("key"))),
    ];

    /// <summary>The version's number, which clients send as a text.</summary>
    internal static long NumberOf(Fields request) => request.Whole("version") is { } number and > 0
        ? number
        : throw MlflowException.Invalid("Invalid value for parameter 'version' supplied: a whole number from 1 is needed.");

    private static ModelVersion Of(MlflowCall call) => call.Workspace.ModelVersions.Get(RegisteredModels.NameOf(call.Request), NumberOf(call.Request));

    private static void Delete(MlflowCall call)
    {
        var version = Of(call);
        call.RequireMayMove(version.Aliases);
        call.Workspace.Models.Delete(version, call.Caller, "through MLflow's API");
    }

    private static void Create(MlflowCall call)
    {
        var source = call.Request.Required("source");
        var model = Logged(call.Workspace, source);
        Place(call.Workspace, source);
        var version = call.Workspace.Models.Register(new NewVersion
        {
            Name = RegisteredModels.NameOf(call.Request),
            ModelMustExist = true,
            Author = call.Caller,
            Source = source,
            RunId = call.Request.Text("run_id") ?? model?.SourceRunId,
            RunLink = call.Request.Text("run_link"),
            ModelId = call.Request.Text("model_id") ?? model?.Id,
            Notes = call.Request.Text("description") ?? "",
            Tags = call.Request.Pairs("tags"),
        });
        if (model is not null)
        {
            call.Workspace.LoggedModels.SetTags(model.Id, new Dictionary<string, string> { [VersionsTag] = VersionsOf(model, version) });
        }

        Answer(call, version);
    }

    // The list of versions that were registered from a logged model, in the words in which MLflow's own server keeps it.
    private static string VersionsOf(LoggedModel model, ModelVersion version)
    {
        var entry = $"{{\"name\": \"{JsonEncodedText.Encode(ModelName.Decode(version.Name))}\", \"version\": {version.Version.ToString(CultureInfo.InvariantCulture)}}}";
        return model.Tags.TryGetValue(VersionsTag, out var earlier) && earlier.EndsWith(']') ? $"{earlier[..^1]}, {entry}]" : $"[{entry}]";
    }

    private static void Search(MlflowCall call)
    {
        var page = call.Workspace.ModelVersions.Search(Queries.Of(call.Request, 10_000, 200_000));
        call.Answer.Records("model_versions", page.Items, v => VersionJson.Write(call.Answer, v));
        call.Answer.Text("next_page_token", page.NextToken);
    }

    private static void Transition(MlflowCall call)
    {
        var asked = call.Request.Required("stage");
        var stage = ModelVersionStore.Stages.FirstOrDefault(s => s.Equals(asked, StringComparison.OrdinalIgnoreCase))
            ?? throw MlflowException.Invalid($"Invalid Model Version stage: {asked}. Value must be one of {string.Join(", ", ModelVersionStore.Stages)}.");
        Answer(call, call.Workspace.ModelVersions.SetStage(
            RegisteredModels.NameOf(call.Request), NumberOf(call.Request), stage, call.Request.Flag("archive_existing_versions")));
    }

    private static void Answer(MlflowCall call, ModelVersion version) => call.Answer.Record("model_version", () => VersionJson.Write(call.Answer, version));

    private static LoggedModel? Logged(Workspace workspace, string source) =>
        source.StartsWith(Models + "m-", StringComparison.Ordinal) ? workspace.LoggedModels.Get(source[Models.Length..]) : null;

    /// <summary>Where the files of a source are; a source outside this server's own store is refused, so that no client can make it read elsewhere.</summary>
    internal static string Place(Workspace workspace, string source) => ArtifactPath.Location(workspace.Artifacts.PlaceOf(source), "model version source");
}
