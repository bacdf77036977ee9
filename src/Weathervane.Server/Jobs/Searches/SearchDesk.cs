using Weathervane.Pipelines.Running;
using Weathervane.Server.Operation;
using Weathervane.Store;
using Weathervane.Store.Runs;
using Weathervane.Store.Studies;

namespace Weathervane.Server.Jobs.Searches;

/// <summary>Takes searches that the servers are to make, and refuses what they could not.</summary>
internal static class SearchDesk
{
    /// <summary>Asks for the trials of one or more studies: new ones, or more of those that are there.</summary>
    /// <returns>The studies, in the order of the learners.</returns>
    /// <exception cref="InputException">The pipeline or its bars do not fit, or a name is taken by another study: nothing was asked for.</exception>
    internal static IReadOnlyList<KeptStudy> Ask(Workspace workspace, SearchFiles files, string? learner, string? name, string by, CancellationToken cancel)
    {
        var loaded = files.Load(JobWorker.Threads, cancel);
        var learners = PipelineTuner.Names(loaded.Pipeline, learner);
        if (name is not null && learners.Count > 1)
        {
            throw new InputException("name", $"one name for {learners.Count} searches: {string.Join(", ", learners)}.", "Choose one of them with 'learner'.");
        }

        var wanted = learners.Select(l => Wanted(workspace, loaded, l, name ?? $"{loaded.Pipeline.Name}/{l}")).ToList();
        return [.. wanted.Select(w => Begin(workspace, files, loaded, w, by))];
    }

    private static AskedStudy Wanted(Workspace workspace, LoadedSearch loaded, string learner, string name)
    {
        var start = loaded.Open(learner).Start;
        var study = StudyRecords.Of("", name, start, StudySettings.TaskOf(loaded.Pipeline, loaded.Inputs, start));
        if (workspace.Studies.Newest(name) is not { } kept)
        {
            return new AskedStudy(learner, study, start.Options.Trials, null);
        }

        StudySettings.RequireSame(kept.Study, study);
        return kept.Job is null
            ? throw new InputException($"study {name}", "was begun by a program of its own, which may still be at it.", "Go on with it there, or give another name.")
            : new AskedStudy(learner, study, start.Options.Trials, kept);
    }

    private static KeptStudy Begin(Workspace workspace, SearchFiles files, LoadedSearch loaded, AskedStudy asked, string by)
    {
        var id = asked.Kept?.Id;
        if (id is null)
        {
            var run = workspace.Runs.Create(new NewRun
            {
                Name = asked.Study.Name,
                User = by,
                Tags = new Dictionary<string, string>
                {
                    ["vane.command"] = "tune, by the servers",
                    ["vane.bars"] = RunWords.Bars(loaded.Inputs),
                    ["vane.bars.sha256"] = loaded.Inputs.Recipe.BarsSha256,
                    ["vane.version"] = Probes.Version,
                },
            });
            files.Keep(workspace, run);
            id = workspace.Studies.Create(asked.Study with { RunId = run.Id });
        }

        // Last: whatever stops before leaves a run without a job, and nobody works on half a job.
        workspace.StudyJobs.Ask(id.Value, asked.Learner, asked.Trials, by);
        return workspace.Studies.Newest(asked.Study.Name)!;
    }

    /// <summary>One study that is asked for.</summary>
    /// <param name="Learner">Which learner of the pipeline.</param>
    /// <param name="Study">As it is to be kept, without its run.</param>
    /// <param name="Trials">How many it is to have.</param>
    /// <param name="Kept">The same study as it is there already; null for a new one.</param>
    private sealed record AskedStudy(string Learner, Study Study, int Trials, KeptStudy? Kept);
}
