using Weathervane.Pipelines.Gate;
using Weathervane.Store;
using Weathervane.Store.LiveExperiments;
using Weathervane.Store.Models;
using Weathervane.Store.Retraining;

namespace Weathervane.Server.Live.Experiments;

/// <summary>Lets a version of a new recipe that has passed the gate shadow the champion where that serves a series: it takes over when it wins there too.</summary>
internal static class RecipeShadow
{
    /// <summary>The series on which a version would have to win first.</summary>
    /// <param name="workspace">Where series are served.</param>
    /// <param name="model">The registered model's name.</param>
    /// <param name="decision">What the gate says of the version.</param>
    /// <param name="always">Whether it has to win even where the series' plan leaves it at the gate's word.</param>
    /// <returns>The first by name that the champion answers for and whose plan does not forbid it; null where the gate's word is enough.</returns>
    internal static string? SeriesOf(Workspace workspace, string model, GateDecision decision, bool always = false) => decision is not { Kind: GateKind.Recipe, Promote: true } ? null
        : workspace.Series.List().Where(s => s.Models is [var first, ..] && IsChampion(first, model)).Select(s => s.Name).Order(StringComparer.Ordinal)
            .FirstOrDefault(s => always || (workspace.Retraining.PlanOf(s) ?? RetrainingPlan.OnRequest).Shadow);

    /// <summary>Starts it.</summary>
    /// <param name="workspace">Where the version is registered.</param>
    /// <param name="series">The series.</param>
    /// <param name="version">The version.</param>
    /// <param name="decision">What the gate said.</param>
    /// <param name="by">Who trained it.</param>
    /// <exception cref="InputException">The experiment cannot be.</exception>
    internal static LiveExperiment Start(Workspace workspace, string series, ModelVersion version, GateDecision decision, string by) => ExperimentStart.Start(
        workspace,
        new NewLiveExperiment
        {
            Series = series, Champion = version.Name, Challengers = [version.Reference], Promote = true, Reason = $"a new recipe that passed the gate: {decision.Why}",
        },
        by, allowUnproven: false);

    private static bool IsChampion(string reference, string model) =>
        ModelReference.Parse(reference) is { Version: null } parsed && parsed.Name == model && parsed.Alias == ModelName.Champion;
}
