using System.Text;
using Weathervane.Monitoring.Drift;
using Weathervane.Pipelines.Retraining;
using Weathervane.Store;
using Weathervane.Store.Models;

namespace Weathervane.Server.Live;

/// <summary>Holds the newest rows of a series, the forecasts that a version made of them and what came of these against what was kept when it was trained.</summary>
public static class VersionDrift
{
    /// <summary>What was kept with a version; null for one from before there was such a file.</summary>
    /// <param name="workspace">Where it is.</param>
    /// <param name="version">The version.</param>
    /// <exception cref="InputException">The file is damaged.</exception>
    public static DriftReference? Kept(Workspace workspace, ModelVersion version) => VersionFiles.FileOf(workspace, version, LearntRows.File) is { } file
        ? DriftReference.Parse(Encoding.UTF8.GetString(file), $"{version.Reference}, {LearntRows.File}")
        : null;

    /// <summary>Reads what the test needs.</summary>
    /// <returns>The test, which reads nothing more; it gives null where there are too few rows on either side.</returns>
    internal static Func<DriftReport?> Test(Workspace workspace, string series, ModelVersion version, WatchedRows rows, DriftWatchOptions options)
    {
        if (Kept(workspace, version) is not { } kept)
        {
            return () => rows.Check(options);
        }

        var said = Said(workspace, series, version, rows.WindowFrom(options.Window));
        return () => rows.Check(options, kept, said);
    }

    /// <summary>What the version said of bars and what came of it, by the open of the bar; an outcome is NaN until it is known.</summary>
    internal static Dictionary<DateTime, (double Forecast, double Outcome)> Said(Workspace workspace, string series, ModelVersion version, DateTime? from) =>
        // What was filled in afterwards is no part of a version's record.
        workspace.Forecasts.List(series, version.Reference, from: from, limit: int.MaxValue)
            .Where(f => !f.Backfilled).ToDictionary(f => f.Bar.UtcDateTime, f => (f.Probability, f.Outcome ?? double.NaN));
}
