using System.CommandLine;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane bars</c>: looks at files of bars, cleans them, makes some.</summary>
internal static class BarsCommand
{
    internal static Command Create(Terminal terminal) => new("bars", "Looks at files of price bars, cleans them, and makes bars whose truth is known.")
    {
        BarsCheckCommand.Create(terminal),
        BarsCleanCommand.Create(terminal),
        BarsMakeCommand.Create(terminal),
    };
}
