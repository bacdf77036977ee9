using System.Globalization;
using Weathervane.Evaluation.Leaks;
using Weathervane.Numerics;
using Weathervane.Pipelines.Inputs;

namespace Weathervane.Pipelines.Proving;

/// <summary>From the bars on: whether the rows that a fold or a search learns from would have been the same, had everything from the first test bar on been otherwise.</summary>
/// <remarks>Asked of the first and last fold of a walk-forward and of the rows before the hold-out; other schemes learn from later bars on purpose. Rows are compared by their
/// decision bars, since other prices may make more or fewer rows later.</remarks>
internal static class TaughtRows
{
    internal static LeakReport Check(Pipeline pipeline, PipelineInputs inputs, LeakOptions options)
    {
        var parts = Parts(pipeline, inputs).ToList();
        var findings = new List<LeakFinding>();
        foreach (var (name, rows, firstTest) in parts)
        {
            options.Cancel.ThrowIfCancellationRequested();
            var known = inputs.Rows.Spans[firstTest].First;
            var future = FutureChange.All.First(c => c.Name == "noise");
            var noisy = pipeline.Label.Compute(future.Apply(inputs.Bars, known, SeededRandom.Mix(options.Seed, (ulong)known)));
            var wrong = Array.FindIndex(rows, r => noisy[inputs.Rows.Spans[r].First] is var other
                && (!other.Value.Equals(inputs.Rows.Labels[r]) || other.Span != inputs.Rows.Spans[r] || other.ForTraining != (inputs.Rows.ForTraining?[r] ?? true)));
            if (wrong >= 0)
            {
                findings.Add(new LeakFinding("labels", null, inputs.Rows.Times![rows[wrong]], string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name} learns a label that changes when the bars from {inputs.Bars.Times[known]:yyyy-MM-dd HH:mm} on are noise.")));
            }
        }

        return new LeakReport
        {
            Checks = parts.Count == 0 ? [] : [new LeakCheck("labels", "labels that are learnt stay the same when every bar from the first scored one on is noise", parts.Count)],
            Findings = findings,
            Notes = pipeline.Split.Scheme == Options.SplitScheme.WalkForward ? [] : ["This way of cutting learns from bars after those that it scores; their labels are purged, their features see scored bars."],
        };
    }

    private static IEnumerable<(string Name, int[] Rows, int FirstTest)> Parts(Pipeline pipeline, PipelineInputs inputs)
    {
        if (inputs.Searched.Count > 0 && pipeline.Learners.Any(l => l.Tune is not null))
        {
            yield return ("the search", At(inputs.Searched), inputs.Training[inputs.Folds.Min(f => f.Test[0])]);
        }

        if (pipeline.Split.Scheme == Options.SplitScheme.WalkForward)
        {
            foreach (var fold in inputs.Folds.Count > 1 ? new[] { 0, inputs.Folds.Count - 1 } : [0])
            {
                yield return (FormattableString.Invariant($"fold {fold + 1}"), At(inputs.Folds[fold].Train), inputs.Training[inputs.Folds[fold].Test[0]]);
            }
        }

        if (inputs.Holdout.Count > 0 && inputs.Training[^1] < inputs.Holdout[0])
        {
            yield return ("the final fit", [.. inputs.Training], inputs.Holdout[0]);
        }

        int[] At(IEnumerable<int> rows) => [.. rows.Select(r => inputs.Training[r])];
    }
}
