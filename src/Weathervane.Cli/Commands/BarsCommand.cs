using System.CommandLine;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane bars</c>: looks at files of bars, cleans them, fetches and makes some.</summary>
internal static class BarsCommand
{
    internal static Command Create(Terminal terminal) => new("bars", "Looks at files of price bars, cleans them, fetches bars from exchanges, and makes bars whose truth is known.")
    {
        BarsCheckCommand.Create(terminal),
        BarsCleanCommand.Create(terminal),
        BarsFetchCommand.Create(terminal),
        BarsMakeCommand.Create(terminal),
    };
}
