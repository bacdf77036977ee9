using System.CommandLine;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane features</c>: what can be computed from bars, and computing it.</summary>
internal static class FeaturesCommand
{
    internal static Command Create(Terminal terminal) => new("features", "Lists the features that a pipeline may name, and computes them from a file of bars.")
    {
        FeaturesListCommand.Create(terminal),
        FeaturesComputeCommand.Create(terminal),
    };
}
