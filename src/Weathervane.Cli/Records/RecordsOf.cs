using System.CommandLine;
using Weathervane.Client;

namespace Weathervane.Cli.Records;

/// <summary>The records that a command line names: those of a server, else of the workspace.</summary>
internal static class RecordsOf
{
    internal const string Variable = "VANE_SERVER", KeyVariable = "VANE_API_KEY", MlflowKeyVariable = "MLFLOW_TRACKING_TOKEN";

    /// <summary>Opens them; a workspace is made where there is none.</summary>
    internal static IRecords Open(ParseResult parse, Terminal terminal) =>
        (IRecords?)Remote(parse, terminal) ?? Local(Workspaces.Open(parse, terminal), terminal);

    /// <summary>Opens them for a look; null where there is no workspace, so that looking leaves no folder behind.</summary>
    internal static IRecords? OpenExisting(ParseResult parse, Terminal terminal) =>
        (IRecords?)Remote(parse, terminal) ?? (Workspaces.OpenExisting(parse, terminal) is { } workspace ? Local(workspace, terminal) : null);

    /// <summary>Opens those that the command needs something of.</summary>
    /// <exception cref="InputException">There are none.</exception>
    internal static IRecords OpenRequired(ParseResult parse, Terminal terminal) =>
        (IRecords?)Remote(parse, terminal) ?? Local(Workspaces.OpenRequired(parse, terminal), terminal);

    /// <summary>Whether a server or a workspace is there to be asked; a server is not asked yet.</summary>
    internal static bool Exist(ParseResult parse, Terminal terminal) => AddressOf(parse, terminal) is not null || Workspaces.Exists(parse, terminal);

    /// <summary>The server's address: the flag, else the environment unless a place of this machine was named; null where it is to be a workspace.</summary>
    /// <exception cref="InputException">A server and a place of this machine were named at once.</exception>
    internal static string? AddressOf(ParseResult parse, Terminal terminal)
    {
        var place = new[] { CommonOptions.Workspace, CommonOptions.Store, CommonOptions.Artifacts }.FirstOrDefault(o => parse.GetValue(o) is not null);
        var named = parse.GetValue(CommonOptions.Server);
        return named is null ? (place is null && terminal.Environment(Variable) is { Length: > 0 } address ? address : null)
            : place is null ? named
            : throw new InputException("--server", $"{place.Name} names a place of this machine beside it.", "Give one of them.");
    }

    private static LocalRecords Local(Store.Workspace workspace, Terminal terminal) => new(workspace, Workspaces.UserOf(terminal));

    /// <summary>Those of a server; null where none is named.</summary>
    internal static RemoteRecords? Remote(ParseResult parse, Terminal terminal)
    {
        if (AddressOf(parse, terminal) is not { } address)
        {
            return null;
        }

        // Keys come by the environment alone: a flag would stay in the shell's history and show in the list of processes.
        var key = new[] { KeyVariable, MlflowKeyVariable }.Select(terminal.Environment).FirstOrDefault(k => k is { Length: > 0 });
        try
        {
            return new RemoteRecords(new VaneClient(address, new ClientOptions { Key = key, User = Workspaces.UserOf(terminal) }), address, terminal.Cancel);
        }
        catch (ArgumentException wrong)
        {
            throw new InputException(parse.GetValue(CommonOptions.Server) is null ? Variable : "--server", wrong.Message.Split(" (Parameter", 2)[0]);
        }
    }
}
