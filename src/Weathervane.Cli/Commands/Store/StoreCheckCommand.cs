using System.CommandLine;
using System.Globalization;

namespace Weathervane.Cli.Commands.Store;

/// <summary><c>vane store check</c>: looks the whole store through, every file's hash included.</summary>
internal static class StoreCheckCommand
{
    internal static Command Create(Terminal terminal)
    {
        var command = new Command("check", "Checks tables, references and the SHA-256 of every stored file, and says what is wrong. Ends with 1 when something is. Example: vane store check");
        command.SetAction((parse, cancel) => Task.FromResult(Run(parse, terminal, cancel)));
        return command;
    }

    private static int Run(ParseResult parse, Terminal terminal, CancellationToken cancel)
    {
        using var workspace = Workspaces.OpenRequired(parse, terminal);
        using var progress = new ProgressLine(terminal, "files checked", parse.GetValue(CommonOptions.Quiet) || parse.GetValue(CommonOptions.Json));
        var report = workspace.Upkeep.Check(progress, cancel);
        progress.Dispose();
        if (parse.GetValue(CommonOptions.Json))
        {
            terminal.WriteJson(report);
        }
        else
        {
            foreach (var problem in report.Problems)
            {
                terminal.Output.WriteLine(problem);
            }

            terminal.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{(report.Problems.Count == 0 ? "All is well" : Counted.Of(report.Problems.Count, "problem"))}: {Counted.Of(report.Rows, "row")}, {Counted.Of(report.Files, "file")} of {Counted.Of(report.Bytes, "byte")}, {report.Unused:N0} unused (vane store gc)."));
        }

        return report.Problems.Count == 0 ? 0 : Program.Failed;
    }
}
