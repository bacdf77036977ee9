using System.CommandLine;

namespace Weathervane.Cli.Commands.Store;

/// <summary><c>vane store export FILE.zip</c>: everything in one file that other programs can read, too.</summary>
internal static class StoreExportCommand
{
    internal static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("file") { Description = "A zip file that is not there yet.", HelpName = "FILE.zip" };
        var command = new Command(
            "export",
            "Writes all rows as JSON lines and all files into one zip file, which any other store can import: from SQLite to PostgreSQL, from a folder to S3, and back. " +
            "Example: vane store export team.zip")
        {
            file,
        };
        command.SetAction(async (parse, cancel) =>
        {
            using var workspace = Workspaces.OpenRequired(parse, terminal);
            var (rows, files) = await workspace.Upkeep.ExportAsync(parse.GetValue(file)!, cancel);
            return StoreCommand.Tell(terminal, parse, "Exported to", parse.GetValue(file)!, rows, files);
        });
        return command;
    }
}
