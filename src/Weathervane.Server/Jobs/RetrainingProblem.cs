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

    /// <summary>Refuses a series whose model cannot be trained again.</summary>
    /// <param name="series">The series.</param>
    /// <exception cref="InputException">It cannot be.</exception>
    public static void Refuse(KeptSeries series)
    {
        if (Of(series) is { } problem)
        {
            throw new InputException($"series {series.Name}", $"its model cannot be trained again: {problem}.", "Give the series a model by its name.");
        }
    }
}
