using System.Globalization;
using Weathervane.Evaluation;
using Weathervane.Evaluation.Inference;
using Weathervane.Evaluation.Metrics;

namespace Weathervane.Cli.Commands;

/// <summary>A model beside baselines: as lines of a table and as data.</summary>
internal static class ComparisonTable
{
    /// <summary>One line a metric: the model beside the baseline that is hardest to beat by it, with the p-value alone and as one of all in the table.</summary>
    internal static void Write(Terminal terminal, Scoreboard scores, string model)
    {
        Comparison[] shown = [.. MetricCatalog.All.Select(m => scores.Toughest(model, m.Name)).OfType<Comparison>()];
        var holm = MultipleTesting.Holm([.. shown.Select(c => c.PValue)]);
        terminal.WriteTable(
            ["metric", ">score", "strongest baseline", ">its score", ">gain", ">95 % interval", ">p", ">p of all (Holm)", "verdict"],
            shown.Select((c, i) => (IReadOnlyList<string>)
            [
                c.Metric.Name,
                Number(c.ModelScore),
                c.Baseline,
                Number(c.BaselineScore),
                Signed(c.Gain),
                double.IsNaN(c.Low) ? "-" : $"{Signed(c.Low)} to {Signed(c.High)}",
                P(c.PValue),
                P(holm[i]),
                Verdict(c, scores),
            ]));
    }

    /// <summary>All comparisons of a model as data.</summary>
    internal static IEnumerable<object> Of(Scoreboard scores, string model) => scores.Comparisons.Where(c => c.Model == model).Select(c => new
    {
        metric = c.Metric.Name,
        c.Baseline,
        score = c.ModelScore,
        baselineScore = c.BaselineScore,
        c.Gain,
        c.Low,
        c.High,
        c.PValue,
        c.CorrectedPValue,
        c.Level,
        verdict = c.Verdict is { } verdict ? VerdictWords.Of(verdict) : null,
        effectiveRows = c.Test?.EffectiveRows,
        c.BarsNeeded,
        ceiling = c.Metric.Ceiling?.Invoke(scores.ShareUp),
        gates = c.Metric == scores.Primary && c.Baseline == scores.Reference,
    });

    /// <summary>All textbook tests of a model as data.</summary>
    internal static IEnumerable<object> Tests(Scoreboard scores, string model) => scores.Tests.Where(t => t.Model == model).Select(t => new
    {
        test = t.Test.Name,
        t.Against,
        t.Outcome.Statistic,
        t.Outcome.PValue,
        t.Outcome.Undefined,
    });

    private static string Verdict(Comparison comparison, Scoreboard scores)
    {
        var word = comparison.Verdict is { } verdict ? VerdictWords.Of(verdict) : "-";
        return comparison.Metric.Ceiling is { } ceiling
            ? string.Create(CultureInfo.InvariantCulture, $"{word} (always up: {ceiling(scores.ShareUp):0.0000}; never decides)")
            : word;
    }

    private static string Number(double value) => double.IsNaN(value) ? "-" : value.ToString("0.0000", CultureInfo.InvariantCulture);

    internal static string Signed(double value) => value.ToString("+0.0000;-0.0000;0.0000", CultureInfo.InvariantCulture);

    internal static string P(double value) => double.IsNaN(value) ? "-" : value < 0.001 ? "< 0.001" : value.ToString("0.000", CultureInfo.InvariantCulture);
}
