using Weathervane.Datasets;

namespace Weathervane.Learners.Ensembles;

/// <summary>Several fits that together are one, and report their progress as one.</summary>
/// <param name="Context">The context of the whole.</param>
/// <param name="Count">How many fits there will be.</param>
internal sealed record FitSteps(FitContext Context, int Count)
{
    private int _done;

    /// <summary>Does the next one.</summary>
    internal Model Fit(Learner learner, Dataset rows, ulong seed, Dataset? validation)
    {
        Context.Cancel.ThrowIfCancellationRequested();
        var before = _done++;
        return learner.Fit(rows, Context with
        {
            Seed = seed,
            Validation = validation,
            // Rounds of one member say nothing about the whole.
            OnRound = null,
            Progress = Context.Progress is null ? null : new StepProgress(share => Context.Progress.Report((before + share) / Count)),
        });
    }

    private sealed class StepProgress(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
