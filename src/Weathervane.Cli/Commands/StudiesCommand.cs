using System.CommandLine;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane studies</c>: what was searched in this workspace.</summary>
internal static class StudiesCommand
{
    internal static Command Create(Terminal terminal) => new("studies", "Lists, shows and stops the searches of the workspace or the server.")
    {
        StudiesListCommand.Create(terminal),
        StudiesShowCommand.Create(terminal),
        StudiesStopCommand.Create(terminal),
    };
}
