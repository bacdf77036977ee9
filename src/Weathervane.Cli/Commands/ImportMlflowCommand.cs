using System.CommandLine;
using System.Globalization;
using Weathervane.Cli.MlflowServer;
using Weathervane.Cli.Mlruns;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane import-mlflow FOLDER|URL</c>: everything that MLflow's file store or a running server holds, with its ids.</summary>
internal static class ImportMlflowCommand
{
    internal static Command Create(Terminal terminal)
    {
        var source = new Argument<string>("source") { Description = "The folder that MLflow calls mlruns, or the one that holds it; or the address of an MLflow server.", HelpName = "FOLDER|URL" };
        var command = new Command(
            "import-mlflow",
            """
            Takes over what MLflow keeps in a folder or at a running server: experiments, runs with every value, parameters, tags, data and files, logged models, registered models with
            versions, stages and aliases. Ids, numbers and times are kept; deleted ones stay deleted. Nothing is taken over unless all of it can be read. What is here already is left
            as it is, so that doing it again adds what is new, or goes on where it was stopped. Links in the folder are not followed.

            A server is asked with MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, where they are set. It does not tell of versions that it
            deleted. Addresses of one network segment (link-local) and of clouds' metadata are never asked, wherever a name or a redirect leads.

            Examples:
              vane import-mlflow mlruns
              vane import-mlflow /data/mlruns --workspace team
              vane import-mlflow http://127.0.0.1:5000
            """) { source };
        command.SetAction(parse =>
        {
            var (path, json) = (parse.GetValue(source)!, parse.GetValue(CommonOptions.Json));
            var isServer = Uri.TryCreate(path, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";
            using var server = isServer ? new MlflowRest(path, terminal.Environment, terminal.Cancel) : null;
            IMlflowSource found = server is null ? MlrunsFolder.Read(path, terminal.Cancel) : new ServedStore(server);
            using var workspace = Workspaces.Open(parse, terminal);
            using var line = new ProgressLine(terminal, $"importing {path}", parse.GetValue(CommonOptions.Quiet));
            var counts = new MlrunsImport(workspace, found, Workspaces.UserOf(terminal), terminal.Cancel).Run(path, line);
            if (json)
            {
                terminal.WriteJson(new { added = counts, warnings = found.Warnings });
                return 0;
            }

            terminal.WriteTable(
                ["", ">found", ">added"],
                [
                    Row("experiments", found.Experiments.Count, counts.Experiments), Row("runs", found.Runs, counts.Runs), Row("logged models", found.LoggedModels.Count, counts.LoggedModels),
                    Row("registered models", found.Models.Count, counts.Models), Row("versions", found.Models.Sum(m => m.Versions.Count), counts.Versions),
                ]);
            foreach (var warning in found.Warnings)
            {
                terminal.Error.WriteLine("Mind: " + warning);
            }

            terminal.Output.WriteLine($"Added {Counted.Of(counts.Values, "value")} and {Counted.Of(counts.Files, "file")}. Next: vane runs list");
            return 0;
        });
        return command;
    }

    private static string[] Row(string name, int found, int added) => [name, found.ToString("N0", CultureInfo.InvariantCulture), added.ToString("N0", CultureInfo.InvariantCulture)];
}
