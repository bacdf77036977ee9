using System.Globalization;
using Weathervane.Evaluation;
using Weathervane.Evaluation.Metrics;
using Weathervane.Pipelines.Options;
using Weathervane.Pipelines.Running;
using Weathervane.Store;
using Weathervane.Store.Models;

namespace Weathervane.Cli.Commands;

/// <summary>Whether a new version becomes the champion, and why.</summary>
/// <remarks>The walk-forward scores of both decide, on the rows that both were scored on; the hold-out has no say.</remarks>
internal sealed record ChampionChoice(bool Promote, string Why)
{
    // Fewer common rows say nothing of which is better.
    private const int RowsMin = 100;

    internal static ChampionChoice Of(Workspace workspace, ModelVersion version, RunResult result, Candidate candidate)
    {
        if (result.Pipeline.Register.Promote == Promotion.Never)
        {
            return new(false, "the pipeline says promote: never");
        }

        return workspace.Models.Versions(version.Name).FirstOrDefault(v => v.Aliases.Contains(ModelName.Champion)) is { } champion
            ? Against(workspace, champion, version, result.Scores.Primary)
            : new(true, $"there was no champion{(result.Scores.Decisive(candidate.Name).Verdict == Verdict.Worse ? ", although its verdict is WORSE" : "")}");
    }

    private static ChampionChoice Against(Workspace workspace, ModelVersion champion, ModelVersion version, Metric primary)
    {
        if (!workspace.Artifacts.List(champion).Any(f => f.Name == ForecastRows.File))
        {
            return new(false, $"the champion {champion.Reference} kept no forecasts to compare with");
        }

        var theirs = ForecastRows.Read(workspace.Artifacts.Read(champion, ForecastRows.File));
        var common = ForecastRows.Read(workspace.Artifacts.Read(version, ForecastRows.File))
            .Where(own => theirs.TryGetValue(own.Key, out var other) && other.Label == own.Value.Label)
            .Select(own => (own.Value.Label, Own: own.Value.Probability, Other: theirs[own.Key].Probability))
            .ToList();
        if (common.Count < RowsMin)
        {
            return new(false, $"only {common.Count} rows were scored by both it and the champion {champion.Reference}");
        }

        double[] labels = [.. common.Select(c => c.Label)];
        var own = primary.Score(labels, [.. common.Select(c => c.Own)]);
        var other = primary.Score(labels, [.. common.Select(c => c.Other)]);
        var better = primary.Gain(own, other) > 0;
        return new(better, string.Create(
            CultureInfo.InvariantCulture,
            $"its {primary.Name} {own:0.######} is {(better ? "better than" : "not better than")} {other:0.######} of the champion {champion.Reference} on the {common.Count:N0} rows of both"));
    }
}
