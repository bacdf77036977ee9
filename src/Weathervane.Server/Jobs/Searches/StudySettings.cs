using System.Security.Cryptography;
using System.Text;
using Weathervane.Pipelines;
using Weathervane.Pipelines.Inputs;
using Weathervane.Pipelines.Running;
using Weathervane.Store.Studies;

namespace Weathervane.Server.Jobs.Searches;

/// <summary>What makes two searches the same study.</summary>
public static class StudySettings
{
    /// <summary>A hash of what the values of trials depend on besides the space: rows, folds, metric, and the learner's other parameters.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="inputs">Its rows.</param>
    /// <param name="start">The search.</param>
    public static string TaskOf(Pipeline pipeline, PipelineInputs inputs, StudyStart start)
    {
        var same = pipeline with
        {
            Name = "",
            Learners = [PipelineTuner.Entry(pipeline, start.Learner)],
            Ensemble = Ensemble.None,
            Tuning = pipeline.Tuning with { Trials = 1, Seconds = null },
            Register = new(),
            Primary = start.Metric,
            Seed = 0,
        };
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{inputs.Recipe.BarsSha256}\n{PipelineFile.Write(same)}")));
    }

    /// <summary>Refuses to go on with a study that was begun with other settings.</summary>
    /// <param name="kept">The study of that name.</param>
    /// <param name="wanted">What is asked for.</param>
    /// <exception cref="InputException">They differ.</exception>
    public static void RequireSame(Study kept, Study wanted)
    {
        var differences = new (string What, string Kept, string Wanted)[]
        {
            ("sampler", kept.Sampler, wanted.Sampler), ("pruner", kept.Pruner, wanted.Pruner), ("width", $"{kept.Width}", $"{wanted.Width}"),
            ("seed", $"{kept.Seed}", $"{wanted.Seed}"), ("metric", kept.Metric, wanted.Metric), ("ranges", kept.Space, wanted.Space),
        }.Where(d => d.Kept != d.Wanted).Select(d => $"{d.What} {d.Kept}, now {d.Wanted}").ToList();
        if (differences.Count > 0 || kept.Task != wanted.Task)
        {
            throw new InputException(
                $"study {kept.Name}",
                $"was started with {(differences.Count > 0 ? string.Join("; ", differences) : "other bars, folds, features or fixed parameters")}.",
                "Go on with the same settings, or name another study with --study.");
        }
    }
}
