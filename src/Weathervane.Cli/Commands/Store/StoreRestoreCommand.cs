using System.CommandLine;
using Weathervane.Store;

namespace Weathervane.Cli.Commands.Store;

/// <summary><c>vane store restore FOLDER</c>: puts a backup into an empty store.</summary>
internal static class StoreRestoreCommand
{
    internal static Command Create(Terminal terminal)
    {
        var folder = new Argument<string>("folder") { Description = "The folder that 'vane store backup' wrote.", HelpName = "FOLDER" };
        var command = new Command(
            "restore",
            "Puts a backup into a store that is empty or not there yet, of whatever kind; nothing is ever put over a store in use. " +
            "Example: vane store restore backups/2026-03-01 --workspace new")
        {
            folder,
        };
        command.SetAction(async (parse, cancel) =>
        {
            var location = CommonOptions.LocationOf(parse, terminal);
            var (rows, files) = await StoreUpkeep.RestoreAsync(parse.GetValue(folder)!, location, terminal.Clock, cancel);
            return StoreCommand.Tell(terminal, parse, "Restored to", location.Store.ToString(), rows, files);
        });
        return command;
    }
}
