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
        var tested = inputs.Folds.SelectMany(f => f.Test).Select(r => inputs.Training[r]);
        return [Count("training", inputs.Training), Count("scored by the walk-forward", tested), .. inputs.Holdout.Count == 0 ? [] : new[] { Count("sealed", inputs.Holdout) }];

        ReportLabels Count(string part, IEnumerable<int> rows)
        {
            var up = rows.GroupBy(r => inputs.Rows.Labels[r] > 0.5).ToDictionary(g => g.Key, g => g.LongCount());
            return new ReportLabels(part, up.GetValueOrDefault(true), up.GetValueOrDefault(false));
        }
    }

    private static void AddFold(List<ReportSpan> spans, PipelineInputs inputs, Split fold, string lane)
    {
        List<int> train = [.. fold.Train.Select(r => inputs.Training[r])];
        List<int> test = [.. fold.Test.Select(r => inputs.Training[r])];
        Add(spans, inputs, lane, ReportSpanKind.Training, train);
        var purged = inputs.Training.Where(r => r > train[^1] && r < test[0]).ToList();
        if (purged.Count > 0)
        {
            Add(spans, inputs, lane, ReportSpanKind.Purged, purged);
        }

        Add(spans, inputs, lane, ReportSpanKind.Test, test);
    }

    private static void Add(List<ReportSpan> spans, PipelineInputs inputs, string lane, ReportSpanKind kind, IReadOnlyList<int> rows) =>
        spans.Add(new ReportSpan(lane, kind, inputs.Rows.Times![rows[0]], inputs.Rows.Times[rows[^1]], rows.Count));
}
