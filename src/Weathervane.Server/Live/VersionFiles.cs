using Weathervane.Pipelines.Serving;
using Weathervane.Store;
using Weathervane.Store.Models;

namespace Weathervane.Server.Live;

/// <summary>What the files of a registered version hold.</summary>
public static class VersionFiles
{
    /// <summary>Reads the model of a version.</summary>
    /// <param name="workspace">Where it is.</param>
    /// <param name="version">The version.</param>
    /// <exception cref="InputException">It has no model, or a damaged one.</exception>
    public static ForecastModel Read(Workspace workspace, ModelVersion version) => ForecastModel.Read(workspace.Artifacts.Read(version, ModelVersion.ModelFile), version.Reference);

    /// <summary>A file that only some versions have; null where this one has not.</summary>
    /// <param name="workspace">Where it is.</param>
    /// <param name="version">The version.</param>
    /// <param name="name">The file.</param>
    public static byte[]? FileOf(Workspace workspace, ModelVersion version, string name) =>
        workspace.Artifacts.List(version).Any(f => f.Name == name) ? workspace.Artifacts.Read(version, name) : null;
}
