using System.Text.Json;
using Weathervane.Store.Models;

namespace Weathervane.Server.MLflow;

/// <summary>MLflow's routes under <c>registered-models/</c>.</summary>
/// <remarks>MLflow allows '/', ':' and '@' in names; they are kept as %2F, %3A and %40.</remarks>
internal static class RegisteredModels
{
    private const string Reason = "through MLflow's API";

    internal static IReadOnlyList<MlflowRoute> Routes { get; } =
    [
        MlflowRoute.Post("registered-models/create", Create),
        MlflowRoute.Get("registered-models/get", call => Answer(call, call.Workspace.RegisteredModels.Get(NameOf(call.Request)))),
        MlflowRoute.Get("registered-models/search", Search),
        MlflowRoute.Post("registered-models/rename", Rename),
        MlflowRoute.Patch("registered-models/update", call =>
            Answer(call, call.Workspace.RegisteredModels.Describe(NameOf(call.Request), call.Request.Text("description") ?? ""))),
        MlflowRoute.Delete("registered-models/delete", Delete),
        MlflowRoute.Get("registered-models/get-latest-versions", GetLatest),
        MlflowRoute.Ask("registered-models/get-latest-versions", GetLatest),
        MlflowRoute.Post("registered-models/set-tag", call => call.Workspace.RegisteredModels.SetTags(
            NameOf(call.Request), new Dictionary<string, string> { [call.Request.Key()] = call.Request.Text("value") ?? "" })),
        MlflowRoute.Delete("registered-models/delete-tag", call => call.Workspace.RegisteredModels.DeleteTag(NameOf(call.Request), call.Request.Required("key"))),
        MlflowRoute.Post("registered-models/alias", SetAlias),
        MlflowRoute.Get("registered-models/alias", GetAlias),
        MlflowRoute.Delete("registered-models/alias", RemoveAlias),
    ];

    /// <summary>The name under which the store keeps a model.</summary>
    internal static string NameOf(Fields request, string field = "name") => ModelName.Check(ModelName.Encode(request.Required(field)));

    private static void Create(MlflowCall call) => Answer(call, call.Workspace.RegisteredModels.Create(
        NameOf(call.Request), call.Request.Text("description") ?? "", call.Request.Pairs("tags")));

    private static void Search(MlflowCall call)
    {
        var page = call.Workspace.RegisteredModels.Search(Queries.Of(call.Request, 100, 1000));
        call.Answer.Records("registered_models", page.Items, m => Write(call.Answer, m));
        call.Answer.Text("next_page_token", page.NextToken);
    }

    private static void Rename(MlflowCall call) =>
        Answer(call, call.Workspace.RegisteredModels.Rename(NameOf(call.Request), NameOf(call.Request, "new_name")));

    private static void GetLatest(MlflowCall call)
    {
        var stages = call.Request.Texts("stages");
        foreach (var stage in stages.Where(s => !ModelVersionStore.Stages.Contains(s, StringComparer.OrdinalIgnoreCase)))
        {
            throw MlflowException.Invalid($"Invalid Model Version stage: {stage}. Value must be one of {string.Join(", ", ModelVersionStore.Stages)}.");
        }

        var latest = call.Workspace.RegisteredModels.Get(NameOf(call.Request)).LatestOfStages
            .Where(v => stages.Count == 0 || stages.Contains(v.Stage, StringComparer.OrdinalIgnoreCase)).ToList();
        call.Answer.Records("model_versions", latest, v => VersionJson.Write(call.Answer, v));
    }

    private static void SetAlias(MlflowCall call)
    {
        var alias = ModelName.CheckAlias(call.Request.Required("alias"));
        var version = call.Workspace.ModelVersions.Get(NameOf(call.Request), ModelVersions.NumberOf(call.Request));
        call.RequireMayMove([alias]);
        call.Workspace.Models.SetAlias(version, alias, call.Caller, Reason);
    }

    private static void RemoveAlias(MlflowCall call)
    {
        var (name, alias) = (NameOf(call.Request), call.Request.Required("alias"));
        call.RequireMayMove([alias]);
        call.Workspace.Models.RemoveAlias(name, alias, call.Caller, Reason);
    }

    private static void Delete(MlflowCall call)
    {
        var model = call.Workspace.RegisteredModels.Get(NameOf(call.Request));
        call.RequireMayMove(model.Aliases.Keys);
        call.Workspace.Models.Delete(model.Name, call.Caller, Reason);
    }

    private static void GetAlias(MlflowCall call)
    {
        var (name, alias) = (NameOf(call.Request), call.Request.Required("alias"));
        // Clients take 400, and not 404, for an alias that stands nowhere.
        var version = call.Workspace.RegisteredModels.Get(name).Aliases.TryGetValue(alias, out var number)
            ? call.Workspace.ModelVersions.Get(name, number)
            : throw MlflowException.Invalid($"Registered model alias {alias} not found.");
        call.Answer.Record("model_version", () => VersionJson.Write(call.Answer, version));
    }

    private static void Answer(MlflowCall call, RegisteredModel model) => call.Answer.Record("registered_model", () => Write(call.Answer, model));

    private static void Write(Utf8JsonWriter json, RegisteredModel model)
    {
        json.WriteString("name", ModelName.Decode(model.Name));
        json.Time("creation_timestamp", model.Created);
        json.Time("last_updated_timestamp", model.Updated);
        json.Text("description", model.Description);
        json.Records("latest_versions", model.LatestOfStages, v => VersionJson.Write(json, v, withAliases: false));
        json.Pairs("tags", model.Tags);
        json.Records("aliases", model.Aliases, a =>
        {
            json.WriteString("alias", a.Key);
            json.Id("version", a.Value);
        });
    }
}
