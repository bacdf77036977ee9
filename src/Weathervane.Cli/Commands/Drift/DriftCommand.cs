using System.CommandLine;
using Weathervane.Monitoring.Drift;
using Weathervane.Pipelines.Retraining;
using Weathervane.Pipelines.Reports;

namespace Weathervane.Cli.Commands.Drift;

/// <summary><c>vane drift MODEL|PIPELINE --bars FILE</c> and <c>vane drift --reference A.csv --current B.csv</c>: whether the newest rows still come from the law that was learnt.</summary>
internal static class DriftCommand
{
    /// <summary>What <c>--fail-on-drift</c> exits with.</summary>
    internal const int Drifted = 3;

    internal static Command Create(Terminal terminal)
    {
        var target = new Argument<string?>("target")
        {
            Description = "A registered model or model file, held against what was kept when it was trained, or else its training rows; or a pipeline (.yaml), whose rows before the window are.",
            HelpName = "MODEL|PIPELINE",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var bars = new Option<string?>("--bars", "-b") { Description = "With a model or pipeline: bars that hold the reference and, at their end, the window.", HelpName = "FILE" };
        var window = new Option<int?>("--window") { Description = $"With a model or pipeline: how many of the newest rows to test (default: those after the training, else a quarter of all; at most {DriftWatchOptions.WindowStandard}).", HelpName = "N" };
        var reference = new Option<string?>("--reference")
        {
            Description = "A table (.csv, .csv.gz) or a kept reference (.json) to test --current against; or, with a model or pipeline, how many rows at most (default 20000).",
            HelpName = "FILE|N",
        };
        var current = new Option<string?>("--current") { Description = "A table with the rows to test, in time order.", HelpName = "FILE" };
        var columns = new Option<string?>("--columns") { Description = "Test these columns only (default: all that hold numbers in both tables).", HelpName = "A,B,..." };
        var keep = new Option<string?>("--keep-reference") { Description = "Write what later windows need of the reference (percentiles and memory, no rows) as JSON.", HelpName = "FILE" };
        var level = new Option<double>("--level") { Description = "Share of windows without drift in which any column may alarm.", HelpName = "SHARE", DefaultValueFactory = _ => 0.05 };
        var draws = new Option<int>("--draws") { Description = "Windows drawn for each column.", HelpName = "N", DefaultValueFactory = _ => 1000 };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the draws.", HelpName = "N", DefaultValueFactory = _ => 42UL };
        var output = new Option<string?>("--output", "-o") { Description = "Write a report: .html, .md or .json.", HelpName = "FILE" };
        var fail = new Option<bool>("--fail-on-drift") { Description = $"Exit with {Drifted} when any column alarms." };
        var command = new Command(
            "drift",
            """
            Tells whether the newest rows still come from the law that was learnt, and how small a shift the window could have shown.

            p-values count that rows resemble their neighbours and that the reference is a sample, too; a column alarms where its p-value, adjusted for
            the number of columns, is at most --level. Exit codes: 0 done, 3 drift with --fail-on-drift, 2 wrong input. docs/drift.md says more.

            Examples:
              vane drift sp500 --bars samples/sp500.csv --window 250
              vane drift samples/sp500.yaml --bars samples/sp500.csv --window 250 -o drift.html
              vane drift --reference january.csv --current today.csv --columns spread,volume --fail-on-drift
            """)
        {
            target, bars, window, reference, current, columns, keep, level, draws, seed, output, fail,
        };
        command.SetAction((parse, cancel) =>
        {
            var options = new DriftOptions
            {
                Level = parse.GetValue(level), Draws = parse.GetValue(draws), Seed = parse.GetValue(seed), Threads = terminal.Threads, Cancel = cancel,
            };
            var request = new DriftRequest(
                parse.GetValue(target), parse.GetValue(bars), parse.GetValue(window), parse.GetValue(reference), parse.GetValue(current), parse.GetValue(columns));
            var rows = request.Target is { } name
                ? DriftRows.OfBars(request, name, parse, terminal, cancel)
                : DriftTables.Of(request, terminal.Threads, cancel);
            if (parse.GetValue(keep) is { } kept)
            {
                OutputFile.Write(kept, text => text.Write(rows.Reference.ToJson()));
            }

            var report = DriftMonitor.Check(rows.Reference, rows.Window, options, rows.Answers) with { Domain = rows.Classify(terminal.Threads, cancel) };
            Write(terminal, report, rows, parse.GetValue(output), parse.GetValue(CommonOptions.Json), parse.GetValue(CommonOptions.Quiet));
            return Task.FromResult(report.Alarm && parse.GetValue(fail) ? Drifted : 0);
        });
        return command;
    }

    private static void Write(Terminal terminal, DriftReport report, DriftSubject rows, string? path, bool json, bool quiet)
    {
        if (path is not null)
        {
            OutputFile.Write(path, text =>
            {
                switch (Path.GetExtension(path).ToLowerInvariant())
                {
                    case ".json": text.WriteLine(DriftReportText.Json(report)); break;
                    case ".md": text.Write(DriftReportText.Markdown(report)); break;
                    default: DriftPage.Write(report, rows.Title, text); break;
                }
            });
        }

        if (json)
        {
            terminal.Output.WriteLine(DriftReportText.Json(report));
            return;
        }

        terminal.WriteTable(
            ["column", "alarm", ">p", ">adjusted", ">mean moved", ">spread", ">visible shift", ">effective rows", "in words"],
            report.Columns.OrderBy(c => c.Alarm ? 0 : 1).ThenBy(c => double.IsNaN(c.AdjustedPValue) ? 2 : c.AdjustedPValue).Select(c => (IReadOnlyList<string>)
            [
                c.Name, c.Alarm ? "ALARM" : "", DriftReportText.P(c.PValue), DriftReportText.P(c.AdjustedPValue), DriftReportText.Number(c.Shift, "+0.00;-0.00;0.00"),
                DriftReportText.Number(c.Spread, "0.00"), DriftReportText.Number(c.SmallestVisibleShift, "0.00"), DriftReportText.Number(c.EffectiveRows, "N0"), c.Words,
            ]));
        terminal.Output.WriteLine(rows.Title + ".");
        terminal.Output.WriteLine(report.Words);
        if (report.Domain is { } domain)
        {
            terminal.Output.WriteLine(domain.Words);
        }

        if (!quiet)
        {
            foreach (var note in rows.Notes)
            {
                terminal.Error.WriteLine($"vane: {note}");
            }
        }
    }
}
