using System.Text;
using Weathervane.Evaluation.Metrics;
using Weathervane.Monitoring.Drift;
using Weathervane.Pipelines.Gate;
using Weathervane.Pipelines.Mlflow;
using Weathervane.Pipelines.Retraining;
using Weathervane.Pipelines.Serving;
using Weathervane.Store.Models;

namespace Weathervane.Server.Live;

/// <summary>A trained model as the registry takes it, whoever trained it: with what a server needs to train it again, and to see that it decays.</summary>
public static class TrainedVersion
{
    /// <summary>Puts it together; the primary metric, notes and what else is known of it are the caller's to add.</summary>
    /// <param name="name">The registered model's name.</param>
    /// <param name="author">Who trained it.</param>
    /// <param name="model">The model.</param>
    /// <param name="learner">What the scoreboard calls it.</param>
    /// <param name="recipe">What a refresh trains again: see <see cref="FixedRecipe"/>.</param>
    /// <param name="promise">What its forecasts of rows not learnt from promise.</param>
    /// <param name="reference">What later rows are held against to see drift; null where there were too few rows for it.</param>
    /// <param name="decision">What the gate said.</param>
    /// <param name="facts">When and by which run.</param>
    public static NewVersion Of(
        string name, string author, ForecastModel model, string learner, string recipe, DecayPromise promise, DriftReference? reference,
        GateDecision decision, MlflowFacts facts) => new()
    {
        Name = name,
        Author = author,
        RunId = facts.RunId,
        Model = model.ToBytes(),
        Pipeline = model.Facts.Pipeline,
        Files = Files(model, recipe, promise, reference, facts),
        Parameters = new Dictionary<string, string>(model.Facts.Parameters) { ["learner"] = learner },
        Metrics = [.. MetricCatalog.All.Select(m => new VersionMetric(m.Name, model.Facts.Metrics[m.Name], m.Direction == MetricDirection.Higher))],
        Verdict = model.Facts.Verdict,
        Tags = new Dictionary<string, string> { [GateDecision.TagName] = decision.Tag },
        BarsSha256 = model.Recipe.BarsSha256,
        CodeVersion = model.Facts.CodeVersion,
    };

    private static Dictionary<string, byte[]> Files(ForecastModel model, string recipe, DecayPromise promise, DriftReference? reference, MlflowFacts facts)
    {
        var files = new Dictionary<string, byte[]>(MlflowDirectory.Of(model, facts))
        {
            [FixedRecipe.File] = Encoding.UTF8.GetBytes(recipe),
            [DecayPromise.File] = promise.ToBytes(),
        };
        if (reference is not null)
        {
            files[LearntRows.File] = Encoding.UTF8.GetBytes(reference.ToJson());
        }

        return files;
    }
}
