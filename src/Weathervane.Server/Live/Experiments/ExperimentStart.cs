using Weathervane.Pipelines.Serving;
using Weathervane.Store;
using Weathervane.Store.LiveExperiments;
using Weathervane.Store.Models;

namespace Weathervane.Server.Live.Experiments;

/// <summary>Starts experiments between models that forecast the same.</summary>
public static class ExperimentStart
{
    /// <summary>Looks into the models for what they forecast, and starts the experiment.</summary>
    /// <param name="workspace">Where the models are, and the experiment is kept.</param>
    /// <param name="asked">What is to be compared; its horizon is taken from the models.</param>
    /// <param name="by">Who starts it.</param>
    /// <param name="allowUnproven">Whether a model without a proven edge may answer callers.</param>
    /// <exception cref="InputException">Something is wrong with what was asked for: all problems at once.</exception>
    public static LiveExperiment Start(Workspace workspace, NewLiveExperiment asked, string by, bool allowUnproven)
    {
        var problems = new List<InputProblem>();
        var arms = asked.Challengers.Prepend(asked.Champion).Select(reference => Arm(workspace, reference, problems)).OfType<(ModelVersion Version, ForecastModel Model)>().ToList();
        foreach (var (version, model) in arms.Skip(1).Where(a => a.Model.Label != arms[0].Model.Label))
        {
            problems.Add(new("challengers", $"{version.Reference} forecasts {Label(model)}, {arms[0].Version.Reference} {Label(arms[0].Model)}: their losses are not of the same thing.", "Compare models of one label."));
        }

        if (asked.Mode != LiveMode.Shadow && !allowUnproven)
        {
            problems.AddRange(arms.Skip(1).Where(a => !ServedModel.IsProvenVersion(a.Version)).Select(a => new InputProblem(
                "challengers", $"{a.Version.Reference} has no proven edge and may not answer callers: its verdict on record is {a.Version.Verdict ?? "none"}.",
                "Use shadow; or start 'vane serve --allow-unproven', and here give --allow-unproven too.")));
        }

        asked = asked with { Horizon = arms.Count > 0 ? arms[0].Model.Label.BarsAhead : 1 };
        problems.AddRange(workspace.LiveExperiments.Check(asked));
        return problems.Count > 0 ? throw new InputException(problems) : workspace.LiveExperiments.Start(asked, by);
    }

    private static (ModelVersion Version, ForecastModel Model)? Arm(Workspace workspace, string reference, List<InputProblem> problems)
    {
        ModelVersion version;
        try
        {
            version = workspace.Models.Resolve(reference);
        }
        catch (InputException)
        {
            // Told with all else that the store finds.
            return null;
        }

        try
        {
            return (version, VersionFiles.Read(workspace, version));
        }
        catch (InputException wrong)
        {
            problems.AddRange(wrong.Problems);
            return null;
        }
    }

    private static string Label(ForecastModel model) => FormattableString.Invariant($"{model.Label.Id}/{model.Label.BarsAhead}");
}
