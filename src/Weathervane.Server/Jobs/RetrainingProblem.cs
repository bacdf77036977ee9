using Weathervane.Store.Live;
using Weathervane.Store.Models;

namespace Weathervane.Server.Jobs;

/// <summary>What keeps the model of a series from being trained again.</summary>
public static class RetrainingProblem
{
    /// <summary>In words; null for nothing.</summary>
    /// <param name="series">The series.</param>
    public static string? Of(KeptSeries series) => series.Models is not [var reference, ..] ? "it has no model"
        : ModelReference.Parse(reference).Version is not null ? $"it is answered by the fixed version {reference}"
        : null;
}
