using System.CommandLine;
using Weathervane.Store;
using Weathervane.Store.Locations;

namespace Weathervane.Cli;

/// <summary>The workspace that a command line names, and who is at work.</summary>
internal static class Workspaces
{
    /// <summary>Opens the workspace, made where there is none.</summary>
    internal static Workspace Open(ParseResult parse, Terminal terminal) => Workspace.Open(CommonOptions.LocationOf(parse, terminal), terminal.Clock);

    /// <summary>Whether there is a workspace already.</summary>
    internal static bool Exists(ParseResult parse, Terminal terminal) => CommonOptions.LocationOf(parse, terminal).Store.Exists;

    /// <summary>Opens the workspace for a look; null where there is none, so that looking leaves no folder behind.</summary>
    internal static Workspace? OpenExisting(ParseResult parse, Terminal terminal) =>
        Exists(parse, terminal) ? Open(parse, terminal) : null;

    /// <summary>Opens the workspace that the command needs something of.</summary>
    /// <exception cref="InputException">There is none.</exception>
    internal static Workspace OpenRequired(ParseResult parse, Terminal terminal) => OpenExisting(parse, terminal) ?? throw new InputException(
        Missing(CommonOptions.WorkspaceOf(parse, terminal), CommonOptions.LocationOf(parse, terminal)), "there is no workspace here.", "Make one with 'vane run samples/sp500.yaml', or name another with --workspace.");

    /// <summary>The folder as it was named, or the database that lies elsewhere.</summary>
    private static string Missing(string folder, WorkspaceLocation location) =>
        location.Store == new WorkspaceLocation(folder).Store ? folder : location.Store.ToString();

    /// <summary>Who is recorded as author: VANE_USER, else the account's name.</summary>
    internal static string UserOf(Terminal terminal) => terminal.Environment("VANE_USER") is { Length: > 0 } user ? user : Environment.UserName;
}
