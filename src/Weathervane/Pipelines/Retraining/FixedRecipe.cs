using Weathervane.Pipelines.Options;
using Weathervane.Pipelines.Running;

namespace Weathervane.Pipelines.Retraining;

/// <summary>What a run settled on, as a pipeline that searches nothing: the recipe that a refresh trains again on newer bars.</summary>
public static class FixedRecipe
{
    /// <summary>The file of a version that keeps its fixed recipe.</summary>
    public const string File = "recipe.yaml";

    /// <summary>The run's pipeline with one model's learner, or the vote's learners, as the search left them.</summary>
    /// <param name="run">The run.</param>
    /// <param name="candidate">Which of its models.</param>
    public static Pipeline Of(RunResult run, Candidate candidate)
    {
        var isVote = candidate.Name == PipelineRunner.VoteName && run.Pipeline.Ensemble != Ensemble.None;
        LearnerEntry[] learners = isVote
            ? [.. run.Candidates.Where(c => c != candidate).Select(c => new LearnerEntry(c.Learner))]
            : [new LearnerEntry(candidate.Learner)];
        return run.Pipeline with
        {
            Learners = learners,
            Ensemble = isVote ? run.Pipeline.Ensemble : Ensemble.None,
            EnsembleWeights = isVote ? run.Pipeline.EnsembleWeights : [],
        };
    }
}
