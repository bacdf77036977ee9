using System.CommandLine;
using Weathervane.Cli.Records;
using Weathervane.Store.Locations;

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

    internal static readonly Option<string?> Store = new("--store")
    {
        Description = "Where runs and models are kept: PATH, sqlite:PATH or postgres://user:password@host:port/database (default: VANE_STORE, else store.db in the workspace).",
        HelpName = "STORE",
        Recursive = true,
    };

    internal static readonly Option<string?> Artifacts = new("--artifacts")
    {
        Description = "Where the content of files is kept: file:PATH or s3://bucket/prefix?endpoint=URL (default: VANE_ARTIFACTS, else blobs in the workspace).",
        HelpName = "PLACE",
        Recursive = true,
    };

    internal static readonly Option<string?> Server = new("--server")
    {
        Description = "Ask the server at this address ('vane serve') instead of a workspace of this machine; its key is read from VANE_API_KEY (default: VANE_SERVER).",
        HelpName = "URL",
        Recursive = true,
    };

    /// <summary>Where the workspace's parts are: each by its flag, else the environment, else in the workspace's folder.</summary>
    /// <exception cref="InputException">A place is written wrong, or a server was named, which this command cannot work with.</exception>
    internal static WorkspaceLocation LocationOf(ParseResult parse, Terminal terminal)
    {
        if (RecordsOf.AddressOf(parse, terminal) is { } address)
        {
            throw parse.GetValue(Server) is null
                ? new InputException(RecordsOf.Variable, $"is {address}, but this command works only with a workspace of this machine.", "Name one with --workspace.")
                : new InputException("--server", "this command works only with a workspace of this machine.", "Leave it out. A model goes to a server by 'vane models export' and 'vane models import --server'.");
        }

        var (store, artifacts) = (Given(Store, "VANE_STORE"), Given(Artifacts, "VANE_ARTIFACTS"));
        return new WorkspaceLocation(
            WorkspaceOf(parse, terminal), store is null ? null : StoreLocation.Parse(store), artifacts is null ? null : ArtifactLocation.Parse(artifacts));

        string? Given(Option<string?> option, string variable) =>
            parse.GetValue(option) ?? (terminal.Environment(variable) is { Length: > 0 } value ? value : null);
    }

    /// <summary>A command that reads and writes nothing but files of this machine: a server that is named is refused, not passed over.</summary>
    /// <param name="command">The command, without others below it.</param>
    internal static Command OfThisMachine(Command command)
    {
        command.Validators.Add(result =>
        {
            if (result.GetResult(Server) is { Implicit: false })
            {
                result.AddError($"--server: '{command.Name}' works with files of this machine alone, and asks no server. Leave it out.");
            }
        });
        return command;
    }

    /// <summary>The workspace's folder: the flag, else the environment, else <c>.vane</c>.</summary>
    internal static string WorkspaceOf(ParseResult parse, Terminal terminal) =>
        parse.GetValue(Workspace) ?? terminal.Environment("VANE_WORKSPACE") ?? ".vane";
}
