using System.Globalization;
using Weathervane.Bars;
using Weathervane.Datasets;
using Weathervane.Datasets.Splits;
using Weathervane.Evaluation.Baselines;
using Weathervane.Features;
using Weathervane.Labels;

namespace Weathervane.Evaluation.Judging;

/// <summary>The baselines beside predictions on bars: fitted on what was known before each stretch of predictions, and again as bars go by.</summary>
internal static class JudgeBaselines
{
    private const int Stretches = 20, TrainingRowsMin = 100;

    internal static (IReadOnlyList<OutOfSample> Baselines, IReadOnlyList<NotRun> NotRun) Forecast(PredictedRows rows, BarSeries bars, JudgeOptions options)
    {
        var labels = new NextBarDirection { Horizon = options.Horizon }.Compute(bars);
        // Returns that are not known yet, at the first bars, are those of a market that stands still: so that every prediction keeps its row.
        var data = DatasetBuilder.Build(bars, Known(FeatureSets.Baseline.Compute(bars)), labels, 0);
        var rowOf = new Dictionary<int, int>();
        for (var r = 0; r < data.Rows; r++)
        {
            rowOf[data.Spans[r].First] = r;
        }

        int[] test = [.. rows.Bars.Select(b => rowOf[b])];
        var before = data.Spans.Count(s => s.Last < rows.Bars[0]);
        if (before >= TrainingRowsMin)
        {
            return (Named(BaselineCatalog.Forecast(data, Expanding(data, test), 0, options.Cancel), rows), []);
        }

        // Too little to learn from: the base rate of these rows, and the rules that learn nothing.
        var share = rows.Labels.Average();
        var why = string.Create(CultureInfo.InvariantCulture, $"only {before} labelled bars precede the first prediction, and {TrainingRowsMin} are wanted: give bars from earlier on");
        OutOfSample Rule(string name, ForecastKind kind, Func<int, double> say) =>
            new(name, rows.Bars, new int[test.Length], rows.Labels, [.. test.Select(say)]) { Kind = kind };
        double Column(int row, int column) => data.Features[row, column];
        return (
            [
                Rule("base-rate", ForecastKind.Probability, _ => share), Rule("always-up", ForecastKind.Decision, _ => 1), Rule("always-down", ForecastKind.Decision, _ => 0),
                Rule("coin", ForecastKind.Coin, _ => 0.5), Rule("persistence", ForecastKind.Decision, r => Column(r, 0) > 0 ? 1 : 0),
                Rule("momentum", ForecastKind.Decision, r => Column(r, 1) > 0 ? 1 : 0),
            ],
            [new NotRun("base-rate of the past (that of these rows stands in, which is harder to beat)", why), new NotRun("last-return", why)]);
    }

    private static List<Split> Expanding(Dataset data, int[] test)
    {
        var splits = new List<Split>();
        for (var s = 0; s < Stretches; s++)
        {
            var part = test[(s * test.Length / Stretches)..((s + 1) * test.Length / Stretches)];
            if (part.Length > 0)
            {
                var first = data.Spans[part[0]].First;
                splits.Add(new Split([.. Enumerable.Range(0, data.Rows).TakeWhile(r => data.Spans[r].First < first).Where(r => data.Spans[r].Last < first)], part));
            }
        }

        return splits;
    }

    /// <summary>The rows as the predictions have them: numbered by their bars.</summary>
    private static IReadOnlyList<OutOfSample> Named(IReadOnlyList<OutOfSample> forecasts, PredictedRows rows) =>
        [.. forecasts.Select(f => new OutOfSample(f.Name, rows.Bars, new int[rows.Bars.Length], f.Labels, f.Probabilities) { Kind = f.Kind })];

    private static FeatureMatrix Known(FeatureMatrix features)
    {
        var values = new double[features.Rows * features.Columns];
        for (var c = 0; c < features.Columns; c++)
        {
            var column = features.Column(c);
            for (var r = 0; r < column.Length; r++)
            {
                values[(c * features.Rows) + r] = double.IsNaN(column[r]) ? 0 : column[r];
            }
        }

        return new FeatureMatrix(features.Names, values, features.Rows);
    }
}
