using System.CommandLine;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane features</c>: what can be computed from bars, computing it, and what it is worth.</summary>
internal static class FeaturesCommand
{
    internal static Command Create(Terminal terminal) => new("features", "Lists the features that a pipeline may name, computes them from a file of bars, and ranks a pipeline's by what they are worth.")
    {
        FeaturesListCommand.Create(terminal),
        FeaturesComputeCommand.Create(terminal),
        FeaturesRankCommand.Create(terminal),
    };
}
