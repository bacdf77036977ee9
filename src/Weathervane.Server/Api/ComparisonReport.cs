using System.Text;
using Weathervane.Evaluation.Metrics;
using Weathervane.Pipelines;
using Weathervane.Pipelines.Reports;
using Weathervane.Pipelines.Running;
using Weathervane.Store.Models;

namespace Weathervane.Server.Api;

/// <summary>Two registered versions on the rows that both were scored on: every metric with the interval of its gain, curves, importances.</summary>
public static class ComparisonReport
{
    /// <summary>What a run's report is kept as among its files, as data.</summary>
    public const string RunReportFile = "report.json";

    // Fewer tell nothing.
    private const int RowsMin = 100;

    /// <summary>Pairs their walk-forward forecasts bar by bar.</summary>
    /// <param name="comparison">The two.</param>
    /// <param name="fileOf">A file of a version; null where it has none of that name.</param>
    /// <param name="reportOf">The report of a run by its id; null where it kept none.</param>
    /// <param name="now">When the report is made, UTC.</param>
    /// <exception cref="InputException">A version kept no forecasts, or they share too few rows.</exception>
    public static RunReport Of(ModelComparison comparison, Func<ModelVersion, string, byte[]?> fileOf, Func<string, RunReport?> reportOf, DateTime now)
    {
        var (old, fresh) = (Rows(comparison.First, fileOf), Rows(comparison.Second, fileOf));
        var common = fresh.Where(r => old.TryGetValue(r.Key, out var other) && other.Label == r.Value.Label).ToList();
        if (common.Count < RowsMin)
        {
            throw new InputException(
                $"{comparison.First.Reference} and {comparison.Second.Reference}", $"were scored on only {common.Count} rows in common; at least {RowsMin} are wanted.");
        }

        return ReportOfComparison.Build(
            Model(comparison.First, reportOf, [.. common.Select(r => old[r.Key].Probability)]),
            Model(comparison.Second, reportOf, [.. common.Select(r => r.Value.Probability)]),
            [.. common.Select(r => r.Value.Label)],
            MetricCatalog.Of(comparison.Second.PrimaryMetric ?? "log_loss"),
            Horizon(comparison.Second, fileOf),
            [.. comparison.Parameters.Select(p => new ReportChange(p.Name, p.First, p.Second))],
            now);
    }

    private static Dictionary<string, (double Label, double Probability)> Rows(ModelVersion version, Func<ModelVersion, string, byte[]?> fileOf) =>
        ForecastRows.Read(fileOf(version, ForecastRows.File)
            ?? throw new InputException(version.Reference, "kept no walk-forward forecasts to compare.", "Only models of 'vane run' do."));

    private static ComparedModel Model(ModelVersion version, Func<string, RunReport?> reportOf, double[] probabilities) => new(
        version.Reference,
        version.RunId is { } id ? reportOf(id) : null,
        version.Parameters.GetValueOrDefault("learner", ""),
        probabilities);

    private static int Horizon(ModelVersion version, Func<ModelVersion, string, byte[]?> fileOf) => fileOf(version, ModelVersion.PipelineFile) is { } file
        ? PipelineFile.Parse(Encoding.UTF8.GetString(file), $"{version.Reference}, its pipeline").Label.BarsAhead
        : 1;
}
