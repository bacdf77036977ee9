using System.CommandLine;
using Weathervane.Cli.Mlruns;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane export-mlflow FOLDER</c>: everything in the workspace as a folder that MLflow opens.</summary>
internal static class ExportMlflowCommand
{
    internal static Command Create(Terminal terminal)
    {
        var target = new Argument<string>("folder") { Description = "The folder to write; it must not be there, or be empty.", HelpName = "FOLDER" };
        var command = new Command(
            "export-mlflow",
            """
            Writes everything in the workspace as a folder that MLflow's file store opens: experiments, runs, logged models, registered models, files. 'vane import-mlflow' takes it back.

            Example: vane export-mlflow mlruns && mlflow ui --backend-store-uri mlruns
            """) { target };
        command.SetAction(parse =>
        {
            var path = Path.GetFullPath(parse.GetValue(target)!);
            if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
            {
                throw new InputException(parse.GetValue(target)!, "is there already and not empty.", "Name a new folder.");
            }

            using var workspace = Workspaces.OpenRequired(parse, terminal);
            using var line = new ProgressLine(terminal, $"exporting to {path}", parse.GetValue(CommonOptions.Quiet));
            var writer = new MlrunsWriter(workspace, path, terminal.Cancel);
            var counts = writer.Write(line);
            if (parse.GetValue(CommonOptions.Json))
            {
                terminal.WriteJson(new { written = counts, warnings = writer.Warnings });
                return 0;
            }

            foreach (var warning in writer.Warnings)
            {
                terminal.Error.WriteLine("Mind: " + warning);
            }

            terminal.Output.WriteLine(
                $"Wrote {Counted.Of(counts.Experiments, "experiment")}, {Counted.Of(counts.Runs, "run")} with {Counted.Of(counts.Values, "value")}, "
                + $"{Counted.Of(counts.Models, "registered model")} with {Counted.Of(counts.Versions, "version")}, and {Counted.Of(counts.Files, "file")}.");
            terminal.Output.WriteLine($"Next: mlflow ui --backend-store-uri {parse.GetValue(target)}");
            return 0;
        });
        return command;
    }
}
