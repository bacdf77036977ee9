using System.CommandLine;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane runs</c>: what was run in this workspace.</summary>
internal static class RunsCommand
{
    internal static Command Create(Terminal terminal) => new("runs", "Lists and shows the runs of the workspace or the server.")
    {
        RunsListCommand.Create(terminal),
        RunsShowCommand.Create(terminal),
    };
}
