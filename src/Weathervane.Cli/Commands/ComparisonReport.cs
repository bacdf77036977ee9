using System.Text;
using Weathervane.Cli.Records;
using Weathervane.Evaluation.Metrics;
using Weathervane.Pipelines;
using Weathervane.Pipelines.Reports;
using Weathervane.Pipelines.Running;
using Weathervane.Store.Models;

namespace Weathervane.Cli.Commands;

/// <summary>The page of a comparison: two registered versions on the rows that both were scored on.</summary>
internal static class ComparisonReport
{
    // Fewer tell nothing.
    private const int RowsMin = 100;

    /// <exception cref="InputException">A version kept no forecasts, or they share too few rows.</exception>
    internal static RunReport Of(IRecords records, ModelComparison comparison, DateTime now)
    {
        var (old, fresh) = (Rows(records, comparison.First), Rows(records, comparison.Second));
        var common = fresh.Where(r => old.TryGetValue(r.Key, out var other) && other.Label == r.Value.Label).ToList();
        if (common.Count < RowsMin)
        {
            throw new InputException("--report", $"{comparison.First.Reference} and {comparison.Second.Reference} were scored on only {common.Count} rows in common; at least {RowsMin} are wanted.");
        }

        return ReportOfComparison.Build(
            Model(records, comparison.First, [.. common.Select(r => old[r.Key].Probability)]),
            Model(records, comparison.Second, [.. common.Select(r => r.Value.Probability)]),
            [.. common.Select(r => r.Value.Label)],
            MetricCatalog.Of(comparison.Second.PrimaryMetric ?? "log_loss"),
            Horizon(records, comparison.Second),
            [.. comparison.Parameters.Select(p => new ReportChange(p.Name, p.First, p.Second))],
            now);
    }

    private static Dictionary<string, (double Label, double Probability)> Rows(IRecords records, ModelVersion version) =>
        records.Files(version).Any(f => f.Name == ForecastRows.File)
            ? ForecastRows.Read(records.Read(version, ForecastRows.File))
            : throw new InputException(version.Reference, "kept no walk-forward forecasts to compare.", "Only models of 'vane run' do.");

    private static ComparedModel Model(IRecords records, ModelVersion version, double[] probabilities) => new(
        version.Reference,
        version.RunId is { } id ? ReportCommand.TryOf(records, records.Run(id)) : null,
        version.Parameters.GetValueOrDefault("learner", ""),
        probabilities);

    private static int Horizon(IRecords records, ModelVersion version) => records.Files(version).Any(f => f.Name == ModelVersion.PipelineFile)
        ? PipelineFile.Parse(Encoding.UTF8.GetString(records.Read(version, ModelVersion.PipelineFile)), $"{version.Reference}, its pipeline").Label.BarsAhead
        : 1;
}
