using System.CommandLine;

namespace Weathervane.Cli;

/// <summary>Options that every command understands.</summary>
internal static class CommonOptions
{
    internal static readonly Option<bool> Json = new("--json") { Description = "Print results as JSON.", Recursive = true };

    internal static readonly Option<bool> Quiet = new("--quiet", "-q") { Description = "Print results only: no progress, no hints.", Recursive = true };

    internal static readonly Option<string?> Workspace = new("--workspace")
    {
        Description = "Folder of runs and models (default: VANE_WORKSPACE, else .vane in the current folder).",
        HelpName = "FOLDER",
        Recursive = true,
    };

    /// <summary>The workspace's folder: the flag, else the environment, else <c>.vane</c>.</summary>
    internal static string WorkspaceOf(ParseResult parse, Terminal terminal) =>
        parse.GetValue(Workspace) ?? terminal.Environment("VANE_WORKSPACE") ?? ".vane";
}
