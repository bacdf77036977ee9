using Weathervane.Evaluation.Inference;
using Weathervane.Pipelines.Reports;
using Weathervane.Server.Api;
using Weathervane.Store.Models;

namespace Weathervane.Cli.Commands;

/// <summary>Versions beside a first one, bar by bar: every gain with its interval and its p-value, alone and as one of all that are shown.</summary>
internal sealed class PairedTable
{
    private readonly List<(string Name, RunReport? Page, string? Why)> _pairs;
    private readonly List<(int Pair, string Metric, ReportGain Gain)> _lines;

    private PairedTable(List<(string Name, RunReport? Page, string? Why)> pairs)
    {
        _pairs = pairs;
        List<(int Pair, string Metric, ReportGain Gain)> lines = [.. pairs.SelectMany((p, i) => p.Page?.Comparisons.Select(c => (i, c.Metric, c.Gain)) ?? [])];
        // One family for all that is shown at once: other versions beside this one are as many chances more.
        var holm = MultipleTesting.Holm([.. lines.Select(l => l.Gain.PValue)]);
        _lines = [.. lines.Select((l, i) => (l.Pair, l.Metric, l.Gain with { PValueOfAll = holm[i] }))];
    }

    /// <summary>Pairs what can be paired.</summary>
    /// <param name="comparisons">At least one, all with the same first version.</param>
    /// <param name="fileOf">A file of a version; null where it has none of that name.</param>
    internal static PairedTable Of(IReadOnlyList<ModelComparison> comparisons, Func<ModelVersion, string, byte[]?> fileOf) => new([.. comparisons.Select(c => Pair(c, fileOf))]);

    internal void Write(Terminal terminal)
    {
        foreach (var (name, page, why) in _pairs)
        {
            terminal.Output.WriteLine(page is not null ? $"{name}, paired: {page.Subject}." : $"{name}: no paired test. {why}");
        }

        if (_lines.Count > 0)
        {
            terminal.Output.WriteLine();
            terminal.WriteTable(
                ["pair", "metric", ">gain", ">95 % interval", ">p", ">p of all (Holm)", "verdict"],
                _lines.Select(l => (IReadOnlyList<string>)
                [
                    _pairs[l.Pair].Name, l.Metric, Signed(l.Gain.Value), double.IsNaN(l.Gain.Low) ? "-" : $"{Signed(l.Gain.Low)} to {Signed(l.Gain.High)}",
                    ComparisonTable.P(l.Gain.PValue), ComparisonTable.P(l.Gain.PValueOfAll), OutcomeWords.Of(l.Gain.Outcome),
                ]));
        }
    }

    /// <summary>One pair as data.</summary>
    /// <param name="place">Which, from 0.</param>
    internal object Plain(int place) => new
    {
        rows = _pairs[place].Page?.Verdict.Bars,
        why = _pairs[place].Why,
        gains = _lines.Where(l => l.Pair == place).Select(l => new
        {
            l.Metric, gain = l.Gain.Value, l.Gain.Low, l.Gain.High, l.Gain.PValue, l.Gain.PValueOfAll, verdict = OutcomeWords.Of(l.Gain.Outcome),
        }),
    };

    private static (string Name, RunReport? Page, string? Why) Pair(ModelComparison comparison, Func<ModelVersion, string, byte[]?> fileOf)
    {
        var name = $"{comparison.Second.Reference} against {comparison.First.Reference}";
        try
        {
            return (name, ComparisonReport.Of(comparison, fileOf, _ => null, DateTime.UnixEpoch), null);
        }
        catch (InputException cannot)
        {
            return (name, null, cannot.Message);
        }
    }

    private static string Signed(double value) => double.IsNaN(value) ? "-" : ComparisonTable.Signed(value);
}
