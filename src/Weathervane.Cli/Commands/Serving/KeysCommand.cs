using System.CommandLine;

namespace Weathervane.Cli.Commands.Serving;

/// <summary><c>vane keys</c>: who may use the server.</summary>
internal static class KeysCommand
{
    internal static Command Create(Terminal terminal) => new("keys", "Makes, lists and revokes the keys that callers of 'vane serve' show.")
    {
        KeysCreateCommand.Create(terminal),
        KeysListCommand.Create(terminal),
        KeysRevokeCommand.Create(terminal),
    };
}
