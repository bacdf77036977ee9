using System.CommandLine;

namespace Weathervane.Cli.Commands.Store;

/// <summary><c>vane store backup FOLDER</c>: a copy of the store that opens as a workspace.</summary>
internal static class StoreBackupCommand
{
    internal static Command Create(Terminal terminal)
    {
        var folder = new Argument<string>("folder") { Description = "A folder that is empty or not there yet.", HelpName = "FOLDER" };
        var command = new Command(
            "backup",
            "Copies rows and files as they are at this moment, while others go on writing. The backup is a workspace: look into it with --workspace. " +
            "Example: vane store backup backups/2026-03-01")
        {
            folder,
        };
        command.SetAction(async (parse, cancel) =>
        {
            using var workspace = Workspaces.OpenRequired(parse, terminal);
            var files = await workspace.Upkeep.BackUpAsync(parse.GetValue(folder)!, cancel);
            return StoreCommand.Tell(terminal, parse, "Backed up to", parse.GetValue(folder)!, null, files);
        });
        return command;
    }
}
