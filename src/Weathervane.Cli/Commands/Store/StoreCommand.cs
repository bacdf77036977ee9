using System.CommandLine;

namespace Weathervane.Cli.Commands.Store;

/// <summary><c>vane store</c>: keeps the store itself in good order.</summary>
internal static class StoreCommand
{
    internal static Command Create(Terminal terminal) => new("store", "Checks, backs up, restores, cleans and moves the store of runs, models and files.")
    {
        StoreCheckCommand.Create(terminal),
        StoreBackupCommand.Create(terminal),
        StoreRestoreCommand.Create(terminal),
        StoreGcCommand.Create(terminal),
        StoreExportCommand.Create(terminal),
        StoreImportCommand.Create(terminal),
    };

    /// <summary>How the rows and files that were copied are told.</summary>
    internal static int Tell(Terminal terminal, ParseResult parse, string done, string place, long? rows, int files)
    {
        if (parse.GetValue(CommonOptions.Json))
        {
            terminal.WriteJson(new { place, rows, files });
        }
        else
        {
            var counted = $"{(rows is { } r ? Counted.Of(r, "row") : "all rows")} and {Counted.Of(files, "file")}";
            terminal.Output.WriteLine($"{done} {place}: {counted}.");
        }

        return 0;
    }
}
