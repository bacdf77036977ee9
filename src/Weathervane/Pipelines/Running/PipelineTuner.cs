using Weathervane.Learners;
using Weathervane.Pipelines.Inputs;
using Weathervane.Pipelines.Options;

namespace Weathervane.Pipelines.Running;

/// <summary>Runs a pipeline's searches, and nothing else of it: the same studies as <see cref="PipelineRunner"/> would run.</summary>
public static class PipelineTuner
{
    /// <summary>The learners whose ranges a pipeline searches, as the scoreboard calls them.</summary>
    /// <param name="pipeline">Any pipeline.</param>
    /// <param name="learner">Only the one of this name, or all of this id; null for all.</param>
    /// <exception cref="InputException">The pipeline has no such learner, or it has no ranges.</exception>
    public static IReadOnlyList<string> Names(Pipeline pipeline, string? learner = null)
    {
        var named = PipelineRunner.Names(pipeline.Learners);
        var tuned = named.Where(n => n.Entry.Tune is not null).ToList();
        if (tuned.Count == 0)
        {
            throw new InputException("learners", "none of them has ranges to search.", "Give one a 'tune': { lightgbm: { tune: { num_leaves: [3, 31] } } }.");
        }

        var chosen = tuned.Where(n => learner is null || n.Name == learner || n.Entry.Learner.Id == learner).Select(n => n.Name).ToList();
        return chosen.Count > 0 ? chosen : throw new InputException(
            "--learner",
            named.Any(n => n.Name == learner) ? $"'{learner}' has no ranges to search." : $"no learner of the pipeline is called '{learner}'.",
            Spelling.Closest(learner!, tuned.Select(n => n.Name)) is { } meant ? $"Did you mean '{meant}'?" : $"With ranges: {string.Join(", ", tuned.Select(n => n.Name))}.");
    }

    /// <summary>The learner of a name with its ranges.</summary>
    /// <param name="pipeline">Any pipeline.</param>
    /// <param name="name">One that <see cref="Names"/> gives.</param>
    public static LearnerEntry Entry(Pipeline pipeline, string name) => PipelineRunner.Names(pipeline.Learners).First(n => n.Name == name).Entry;

    /// <summary>Searches learners' ranges on the rows before the first one that a run would score.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="inputs">What <see cref="PipelineInputs.Load"/> read for it.</param>
    /// <param name="names">Which learners, by the names that <see cref="Names"/> gives.</param>
    /// <param name="options">Threads, the clock, and whom to tell.</param>
    /// <returns>The studies, in the order of the learners.</returns>
    /// <exception cref="InputException">The rows cannot be learnt from as the pipeline asks, or known trials are of another study.</exception>
    /// <exception cref="OperationCanceledException">The search was stopped; trials that had ended were told.</exception>
    public static IReadOnlyList<FinishedStudy> Run(Pipeline pipeline, PipelineInputs inputs, IReadOnlyList<string> names, RunOptions options)
    {
        var search = new LearnerSearch(pipeline, PipelineRunner.SearchRows(inputs), options, inputs.Bars.Interval);
        return [.. Placed(pipeline).Where(n => names.Contains(n.Name)).Select(n => search.Search(n.Name, n.Entry, n.Position))];
    }

    /// <summary>One of the same searches, for whoever makes its trials one by one.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="inputs">What <see cref="PipelineInputs.Load"/> read for it.</param>
    /// <param name="name">Which learner, by a name that <see cref="Names"/> gives.</param>
    /// <param name="options">Threads; nobody is told.</param>
    /// <exception cref="InputException">The rows cannot be learnt from as the pipeline asks.</exception>
    public static OpenSearch Open(Pipeline pipeline, PipelineInputs inputs, string name, RunOptions options)
    {
        var (_, entry, position) = Placed(pipeline).First(n => n.Name == name);
        return new LearnerSearch(pipeline, PipelineRunner.SearchRows(inputs), options, inputs.Bars.Interval).Open(name, entry, position);
    }

    /// <summary>The learner with the best point of its study, as an item of a pipeline's <c>learners:</c> on one line.</summary>
    /// <param name="pipeline">The pipeline that was tuned.</param>
    /// <param name="study">One of its studies.</param>
    /// <exception cref="InputException">The study has no complete trial.</exception>
    public static string Snippet(Pipeline pipeline, FinishedStudy study)
    {
        var learner = LearnerSearch.Best(Entry(pipeline, study.Start.Learner), study);
        var defaults = LearnerCatalog.Find(learner.Id).Default;
        var values = LearnerParameter.Of(learner.GetType()).Where(p => !Equals(p.Get(learner), p.Get(defaults)))
            .Select(p => FormattableString.Invariant($"{p.Name}: {Text(p.Get(learner))}"));
        return $"- {learner.Id}: {{ {string.Join(", ", values)} }}";
    }

    private static IEnumerable<(string Name, LearnerEntry Entry, ulong Position)> Placed(Pipeline pipeline) =>
        PipelineRunner.Names(pipeline.Learners).Select((n, i) => (n.Name, n.Entry, (ulong)i));

    private static string Text(object value) => value is bool flag ? (flag ? "true" : "false") : FormattableString.Invariant($"{value}");
}
