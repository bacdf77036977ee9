using System.CommandLine;
using System.Globalization;
using Weathervane.Cli.Mlruns;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane import-mlflow FOLDER</c>: everything that MLflow's file store holds, with its ids.</summary>
internal static class ImportMlflowCommand
{
    internal static Command Create(Terminal terminal)
    {
        var source = new Argument<string>("source") { Description = "The folder that MLflow calls mlruns, or the one that holds it.", HelpName = "FOLDER" };
        var command = new Command(
            "import-mlflow",
            """
            Takes over what MLflow keeps in a folder: experiments, runs with every value, parameters, tags, data and files, logged models, registered models with
            versions, stages and aliases. Ids, numbers and times are kept; deleted ones stay deleted. Nothing is taken over unless all of it can be read. What is here already is left
            as it is, so that doing it again adds what is new. Links in the folder are not followed.

            Examples:
              vane import-mlflow mlruns
              vane import-mlflow /data/mlruns --workspace team
            """) { source };
        command.SetAction(parse =>
        {
            var (path, json) = (parse.GetValue(source)!, parse.GetValue(CommonOptions.Json));
            if (Uri.TryCreate(path, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            {
                throw new InputException(path, "is a server, and only folders can be read so far.", "Name the server's mlruns folder.");
            }

            var folder = MlrunsFolder.Read(path, terminal.Cancel);
            using var workspace = Workspaces.Open(parse, terminal);
            using var line = new ProgressLine(terminal, $"importing {path}", parse.GetValue(CommonOptions.Quiet));
            var counts = new MlrunsImport(workspace, folder, Workspaces.UserOf(terminal), terminal.Cancel).Run(path, line);
            if (json)
            {
                terminal.WriteJson(new { added = counts, warnings = folder.Warnings });
                return 0;
            }

            terminal.WriteTable(
                ["", ">found", ">added"],
                [
                    Row("experiments", folder.Experiments.Count, counts.Experiments), Row("runs", folder.Runs, counts.Runs), Row("logged models", folder.LoggedModels.Count, counts.LoggedModels),
                    Row("registered models", folder.Models.Count, counts.Models), Row("versions", folder.Models.Sum(m => m.Model.Versions.Count), counts.Versions),
                ]);
            foreach (var warning in folder.Warnings)
            {
                terminal.Error.WriteLine("Mind: " + warning);
            }

            terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Added {counts.Values:N0} values and {counts.Files:N0} files. Next: vane runs list"));
            return 0;
        });
        return command;
    }

    private static string[] Row(string name, int found, int added) => [name, found.ToString("N0", CultureInfo.InvariantCulture), added.ToString("N0", CultureInfo.InvariantCulture)];
}
