using Weathervane.Store.Artifacts;

namespace Weathervane.Server.MLflow;

/// <summary>MLflow's routes that list the files of runs and logged models; their contents go through <see cref="ArtifactRoutes"/>.</summary>
internal static class Artifacts
{
    internal static IReadOnlyList<MlflowRoute> Routes { get; } = [MlflowRoute.Get("artifacts/list", ListOfRun)];

    internal static void ListOfModel(MlflowCall call) =>
        List(call, call.Workspace.LoggedModels.Get(call.Path("id")).ArtifactUri, call.Request.Text("artifact_directory_path"));

    /// <summary>A folder's entries, a name only, as the artefact routes answer them.</summary>
    internal static void WriteEntries(MlflowCall call, IReadOnlyList<ArtifactEntry> entries, string parent) => call.Answer.Records("files", entries, entry =>
    {
        call.Answer.WriteString("path", parent.Length == 0 ? entry.Name : $"{parent}/{entry.Name}");
        call.Answer.WriteBoolean("is_dir", entry.IsFolder);
        if (!entry.IsFolder)
        {
            call.Answer.WriteNumber("file_size", entry.Size);
        }
    });

    private static void ListOfRun(MlflowCall call) => List(call, call.Workspace.Runs.GetExactly(Runs.IdOf(call.Request)).ArtifactUri, call.Request.Text("path"));

    private static void List(MlflowCall call, string uri, string? path)
    {
        var folder = ArtifactPath.CheckFolder(path);
        call.Answer.WriteString("root_uri", uri);
        var root = uri[ArtifactStore.Scheme.Length..];
        WriteEntries(call, call.Workspace.Artifacts.ListAt(folder.Length == 0 ? root : $"{root}/{folder}"), folder);
    }
}
