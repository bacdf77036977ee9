using System.CommandLine;
using System.Globalization;
using Weathervane.Cli.Records;
using Weathervane.Server.Api;
using Weathervane.Store.Models;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane models compare A B</c>: what B does better or worse than A, and what was changed.</summary>
internal static class ModelsCompareCommand
{
    internal static Command Create(Terminal terminal)
    {
        var (first, second) = (ModelsCommand.Model("a"), ModelsCommand.Model("b"));
        var report = new Option<string?>("--report") { Description = "Also write a page (.html, .md or .json): B beside A row by row, with intervals, curves and importances.", HelpName = "FILE" };
        var command = new Command(
            "compare",
            """
            Compares version B with version A: each metric by its own direction, and the parameters that differ.

            Examples:
              vane models compare gbp:1 gbp:2
              vane models compare gbp:1 gbp:2 --report compare.html
            """)
        {
            first, second, report,
        };
        command.SetAction(parse =>
        {
            using var records = RecordsOf.OpenRequired(parse, terminal);
            var comparison = ModelComparison.Of(
                records.Resolve(parse.GetValue(first)!), records.Resolve(parse.GetValue(second)!));
            if (parse.GetValue(report) is { } path)
            {
                var page = ComparisonReport.Of(
                    comparison,
                    (version, file) => records.Files(version).Any(f => f.Name == file) ? records.Read(version, file) : null,
                    run => ReportCommand.TryOf(records, records.Run(run)),
                    terminal.Clock.GetUtcNow().UtcDateTime);
                ReportCommand.Write(terminal, page, path, null, parse.GetValue(CommonOptions.Quiet) || parse.GetValue(CommonOptions.Json));
            }

            if (parse.GetValue(CommonOptions.Json))
            {
                terminal.WriteJson(new
                {
                    first = comparison.First.Reference,
                    second = comparison.Second.Reference,
                    comparison.Metrics,
                    comparison.Parameters,
                    comparison.SameBars,
                });
            }
            else
            {
                Write(terminal, comparison);
            }

            return 0;
        });
        return command;
    }

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
