using System.CommandLine;
using Weathervane.Store;

namespace Weathervane.Cli.Commands.Store;

/// <summary><c>vane store import FILE.zip</c>: puts an export into an empty store.</summary>
internal static class StoreImportCommand
{
    internal static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("file") { Description = "The file that 'vane store export' wrote.", HelpName = "FILE.zip" };
        var command = new Command(
            "import",
            "Puts an export into a store that is empty or not there yet. Example: vane store import team.zip --store postgres://ada@db/vane --artifacts s3://models")
        {
            file,
        };
        command.SetAction(async (parse, cancel) =>
        {
            var location = CommonOptions.LocationOf(parse, terminal);
            var (rows, files) = await StoreUpkeep.ImportAsync(parse.GetValue(file)!, location, terminal.Clock, cancel);
            return StoreCommand.Tell(terminal, parse, "Imported to", location.Store.ToString(), rows, files);
        });
        return command;
    }
}
