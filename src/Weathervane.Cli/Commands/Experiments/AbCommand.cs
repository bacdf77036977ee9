using System.CommandLine;

namespace Weathervane.Cli.Commands.Experiments;

/// <summary><c>vane ab</c>: versions compared on live forecasts.</summary>
internal static class AbCommand
{
    internal static Command Create(Terminal terminal) => new(
        "ab", "Compares versions of a model on live forecasts, with a verdict that may be looked at any time: docs/ab.md.")
    {
        AbStartCommand.Create(terminal),
        AbStatusCommand.Create(terminal),
        AbStopCommand.Create(terminal),
    };
}
