using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Weathervane.Server.Api;
using Weathervane.Server.Operation;
using Weathervane.Store;
using Weathervane.Store.Artifacts;

namespace Weathervane.Server.MLflow;

/// <summary>Contents of artefacts, streamed both ways: <c>mlflow-artifacts:/PATH</c> in MLflow's words.</summary>
internal static class ArtifactRoutes
{
    private const string Files = "/mlflow-artifacts/artifacts/";
    private const string NoMultipart = "Multipart upload is not supported for the current artifact repository";

    private static readonly string[] TextExtensions =
        ["", ".txt", ".md", ".csv", ".tsv", ".json", ".yaml", ".yml", ".log", ".xml", ".py", ".cs", ".toml", ".ini", ".cfg", ".html", ".svg", ".js", ".css"];

    /// <summary>Adds the routes below one prefix.</summary>
    internal static void MapArtifacts(this IEndpointRouteBuilder app, string prefix, Workspace workspace, MlflowEndpoints endpoints)
    {
        app.MapPut(prefix + "/artifacts/{**path}", http => MlflowEndpoints.Guarded(http, () => Put(http, workspace)));
        app.MapMethods(prefix + "/artifacts/{**path}", Probes.Reads, http => MlflowEndpoints.Guarded(http, () => Get(http, workspace, PathOf(http))));
        app.MapDelete(prefix + "/artifacts/{**path}", http => MlflowEndpoints.Guarded(http, () => endpoints.Answer(http, call =>
            workspace.Artifacts.Delete(ArtifactPath.Check(PathOf(http))))));
        app.MapGet(prefix + "/artifacts", http => MlflowEndpoints.Guarded(http, () => endpoints.Answer(http, call =>
            Artifacts.WriteEntries(call, workspace.Artifacts.ListAt(ArtifactPath.CheckFolder(call.Request.Text("path"))), ""))));
        app.MapPost(prefix + "/mpu/{action}/{**path}", http => MlflowEndpoints.Guarded(http, () => throw new MlflowException(MlflowError.NotImplemented, NoMultipart)));
        app.MapGet(prefix + "/presigned/{**path}", http => MlflowEndpoints.Guarded(http, () =>
            throw new MlflowException(MlflowError.NotImplemented, "Presigned downloads are not supported: ask for the artifact itself.")));
    }

    /// <summary>Adds the routes by which MLflow's own pages read files of runs and versions.</summary>
    internal static void MapPageArtifacts(this IEndpointRouteBuilder app, Workspace workspace)
    {
        app.MapMethods("/get-artifact", Probes.Reads, http => MlflowEndpoints.Guarded(http, () =>
        {
            var request = Fields.Of(http.Request.Query);
            return Get(http, workspace, Below(workspace.Runs.GetExactly(request.Required("run_uuid", "run_id")).ArtifactUri, request.Required("path")));
        }));
        app.MapMethods("/model-versions/get-artifact", Probes.Reads, http => MlflowEndpoints.Guarded(http, () =>
        {
            var request = Fields.Of(http.Request.Query);
            var version = workspace.ModelVersions.Get(RegisteredModels.NameOf(request), ModelVersions.NumberOf(request));
            return Get(http, workspace, Below(ModelVersions.Place(workspace, version.Source), request.Required("path")));
        }));
    }

    private static async Task Put(HttpContext http, Workspace workspace)
    {
        var path = ArtifactPath.CheckNew(PathOf(http));
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        await workspace.Artifacts.PutAsync(path, http.Request.Body, http.RequestAborted);
        await MlflowEndpoints.Empty(http);
    }

    private static Task Get(HttpContext http, Workspace workspace, string given)
    {
        var path = ArtifactPath.Check(given);
        var file = workspace.Artifacts.Find(path) ?? throw new MlflowException(MlflowError.ResourceDoesNotExist, $"There is no artifact '{path}'.");
        return FileAnswer.Send(
            http, file, workspace.Artifacts.OpenRead, TextExtensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase) ? "text/plain" : "application/octet-stream");
    }

    private static string Below(string uri, string path) => $"{uri[ArtifactStore.Scheme.Length..]}/{ArtifactPath.Check(path)}";

    // From the raw target, since the server would resolve "..", and leave %2F, before a check could see them.
    private static string PathOf(HttpContext http)
    {
        var target = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var end = target.IndexOf('?', StringComparison.Ordinal);
        var path = end < 0 ? target : target[..end];
        var start = path.IndexOf(Files, StringComparison.OrdinalIgnoreCase);
        return start < 0 ? throw MlflowException.Invalid("Invalid path") : Uri.UnescapeDataString(path[(start + Files.Length)..]);
    }
}
