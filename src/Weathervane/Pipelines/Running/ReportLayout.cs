using Weathervane.Datasets.Splits;
using Weathervane.Pipelines.Inputs;
using Weathervane.Pipelines.Reports;

namespace Weathervane.Pipelines.Running;

/// <summary>Where training, scored and sealed rows lie in time.</summary>
internal static class ReportLayout
{
    internal static IReadOnlyList<ReportSpan> Of(PipelineInputs inputs)
    {
        var spans = new List<ReportSpan>();
        for (var i = 0; i < inputs.Folds.Count; i++)
        {
            AddFold(spans, inputs, inputs.Folds[i], FormattableString.Invariant($"fold {i + 1}"));
        }

        if (inputs.Holdout.Count > 0)
        {
            Add(spans, inputs, "final fit", ReportSpanKind.Training, inputs.Training);
            Add(spans, inputs, "final fit", ReportSpanKind.HoldOut, inputs.Holdout);
        }

        return spans;
    }

    internal static IReadOnlyList<ReportLabels> Labels(PipelineInputs inputs)
    {
        var tested = inputs.Folds.SelectMany(f => f.Test).Distinct().Select(r => inputs.Training[r]);
        return [Count("training", inputs.Training), Count("scored", tested), .. inputs.Holdout.Count == 0 ? [] : new[] { Count("sealed", inputs.Holdout) }];

        ReportLabels Count(string part, IEnumerable<int> rows)
        {
            var up = rows.GroupBy(r => inputs.Rows.Labels[r] > 0.5).ToDictionary(g => g.Key, g => g.LongCount());
            return new ReportLabels(part, up.GetValueOrDefault(true), up.GetValueOrDefault(false));
        }
    }

    /// <summary>One lane: stretches of training and test, and of rows that lie between the two and are left out.</summary>
    private static void AddFold(List<ReportSpan> spans, PipelineInputs inputs, Split fold, string lane)
    {
        var tests = fold.Test.ToHashSet();
        var stretches = new List<(bool IsTest, List<int> Rows)>();
        foreach (var row in fold.Train.Concat(fold.Test).Order())
        {
            if (stretches.Count == 0 || stretches[^1].IsTest != tests.Contains(row))
            {
                stretches.Add((tests.Contains(row), []));
            }

            stretches[^1].Rows.Add(row);
        }

        for (var i = 0; i < stretches.Count; i++)
        {
            var purged = i == 0 ? 0 : stretches[i].Rows[0] - stretches[i - 1].Rows[^1] - 1;
            if (purged > 0)
            {
                Add(spans, inputs, lane, ReportSpanKind.Purged, [.. inputs.Training.Skip(stretches[i - 1].Rows[^1] + 1).Take(purged)]);
            }

            Add(spans, inputs, lane, stretches[i].IsTest ? ReportSpanKind.Test : ReportSpanKind.Training, [.. stretches[i].Rows.Select(r => inputs.Training[r])]);
        }
    }

    private static void Add(List<ReportSpan> spans, PipelineInputs inputs, string lane, ReportSpanKind kind, IReadOnlyList<int> rows) =>
        spans.Add(new ReportSpan(lane, kind, inputs.Rows.Times![rows[0]], inputs.Rows.Times[rows[^1]], rows.Count));
}
