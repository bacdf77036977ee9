using System.CommandLine;
using System.Globalization;
using Weathervane.Cli.Records;
using Weathervane.Server.Api;
using Weathervane.Store.Models;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane models compare A B ...</c>: what the later versions do better or worse than A, and what was changed.</summary>
internal static class ModelsCompareCommand
{
    internal static Command Create(Terminal terminal)
    {
        var first = ModelsCommand.Model("a");
        var others = new Argument<string[]>("b") { Description = "One or more versions to compare with A.", HelpName = "B", Arity = ArgumentArity.OneOrMore };
        var report = new Option<string?>("--report") { Description = "Also write a page (.html, .md or .json) of two: B beside A row by row, with intervals, curves and importances.", HelpName = "FILE" };
        var command = new Command(
            "compare",
            """
            Compares version B, and any others named, with version A: each metric by its own direction, the paired gain on the bars that both were scored on with
            its p-value alone and as one of all that are shown (Holm), and the parameters that differ.

            Examples:
              vane models compare gbp:1 gbp:2
              vane models compare gbp:1 gbp:2 gbp:3
              vane models compare gbp:1 gbp:2 --report compare.html
            """)
        {
            first, others, report,
        };
        command.SetAction(parse =>
        {
            using var records = RecordsOf.OpenRequired(parse, terminal);
            var old = records.Resolve(parse.GetValue(first)!);
            List<ModelComparison> comparisons = [.. parse.GetValue(others)!.Select(o => ModelComparison.Of(old, records.Resolve(o)))];
            if (parse.GetValue(report) is { } path)
            {
                WriteReport(parse, terminal, records, comparisons, path);
            }

            var paired = PairedTable.Of(comparisons, (version, file) => FileOf(records, version, file));
            if (parse.GetValue(CommonOptions.Json))
            {
                object[] pairs = [.. comparisons.Select((c, i) => Plain(c, paired, i))];
                terminal.WriteJson(pairs.Length == 1 ? pairs[0] : new { first = old.Reference, comparisons = pairs });
                return 0;
            }

            foreach (var comparison in comparisons)
            {
                Write(terminal, comparison);
                terminal.Output.WriteLine();
            }

            paired.Write(terminal);
            return 0;
        });
        return command;
    }

    private static void WriteReport(ParseResult parse, Terminal terminal, IRecords records, List<ModelComparison> comparisons, string path)
    {
        if (comparisons.Count > 1)
        {
            throw new InputException("--report", $"a page compares two versions, and {comparisons.Count + 1} are named.", "Name two of them.");
        }

        var page = ComparisonReport.Of(
            comparisons[0],
            (version, file) => FileOf(records, version, file),
            run => ReportCommand.TryOf(records, records.Run(run)),
            terminal.Clock.GetUtcNow().UtcDateTime);
        ReportCommand.Write(terminal, page, path, null, parse.GetValue(CommonOptions.Quiet) || parse.GetValue(CommonOptions.Json));
    }

    private static byte[]? FileOf(IRecords records, ModelVersion version, string file) =>
        records.Files(version).Any(f => f.Name == file) ? records.Read(version, file) : null;

    private static object Plain(ModelComparison comparison, PairedTable paired, int place) => new
    {
        first = comparison.First.Reference,
        second = comparison.Second.Reference,
        comparison.Metrics,
        comparison.Parameters,
        comparison.SameBars,
        paired = paired.Plain(place),
    };

    private static void Write(Terminal terminal, ModelComparison comparison)
    {
        var (first, second) = (comparison.First.Reference, comparison.Second.Reference);
        var changes = comparison.Metrics.ToDictionary(m => m.Name);
        terminal.WriteTable(
            ["metric", ">" + first, ">" + second, ">difference", ">percent", $"{second} is"],
            RecordText.Leading(changes.Keys).Select(n => changes[n]).Select(m => (IReadOnlyList<string>)
            [
                m.Name, RecordText.Number(m.First), RecordText.Number(m.Second), RecordText.Signed(m.Difference),
                m.Percent is { } percent ? percent.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture) + " %" : "-",
                m.Change == Change.Unknown ? "-" : m.Change.ToString().ToLowerInvariant(),
            ]));
        RecordText.Section(terminal, ["changed parameter", first, second], comparison.Parameters.Select(p => (string[])
            [p.Name, p.First ?? "-", p.Second ?? "-"]));
        terminal.Output.WriteLine();
        terminal.Output.WriteLine(
            (comparison.Parameters.Count == 0 ? "No parameter differs. " : "") + comparison.SameBars switch
            {
                true => "Both saw the same bars.",
                false => "They saw different bars: their scores are not measured on the same rows.",
                null => "Whether they saw the same bars is not recorded.",
            });
    }
}
