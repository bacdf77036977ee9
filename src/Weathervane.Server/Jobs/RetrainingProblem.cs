using Weathervane.Pipelines.Serving;
using Weathervane.Server.Live;
using Weathervane.Store;
using Weathervane.Store.Live;
using Weathervane.Store.Models;

namespace Weathervane.Server.Jobs;

/// <summary>What keeps the model of a series from being trained again.</summary>
public static class RetrainingProblem
{
    /// <summary>Refuses a series whose model cannot be trained again by a server.</summary>
    /// <param name="workspace">Where the series and its model are; a model that is not there yet is no problem.</param>
    /// <param name="name">The series' name.</param>
    /// <exception cref="InputException">There is no such series, or its model cannot be trained again: all problems at once.</exception>
    public static void Refuse(Workspace workspace, string name)
    {
        var series = workspace.Series.Get(name);
        if (Of(series) is { } problem)
        {
            throw new InputException($"series {series.Name}", $"its model cannot be trained again: {problem}.", "Give the series a model by its name.");
        }

        if (ModelOf(workspace, series) is { } model)
        {
            SeriesBars.Refuse(workspace, series, model);
        }
    }

    /// <summary>What the series alone tells, in words; null for nothing.</summary>
    /// <param name="series">The series.</param>
    internal static string? Of(KeptSeries series) => series.Models is not [var reference, ..] ? "it has no model"
        : ModelReference.Parse(reference).Version is not null ? $"it is answered by the fixed version {reference}"
        : null;

    private static ForecastModel? ModelOf(Workspace workspace, KeptSeries series)
    {
        ModelVersion version;
        try
        {
            version = workspace.Models.Resolve(series.Models[0]);
        }
        catch (InputException)
        {
            return null;
        }

        return VersionFiles.Read(workspace, version);
    }
}
