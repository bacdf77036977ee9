using System.CommandLine;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane studies</c>: what was searched in this workspace.</summary>
internal static class StudiesCommand
{
    internal static Command Create(Terminal terminal) => new("studies", "Lists and shows the searches of the workspace or the server.")
    {
        StudiesListCommand.Create(terminal),
        StudiesShowCommand.Create(terminal),
    };
}
