using System.CommandLine;

namespace Weathervane.Cli.Commands.Serving;

/// <summary><c>vane keys revoke ID</c>: takes a key back, at all servers of the store within a second.</summary>
internal static class KeysRevokeCommand
{
    internal static Command Create(Terminal terminal)
    {
        var id = new Argument<string>("ID") { Description = "The key's id: 'vane keys list' shows it." };
        var command = new Command("revoke", "Takes a key back; every server of this store refuses it within a second.") { id };
        command.SetAction(parse =>
        {
            using var workspace = Workspaces.OpenRequired(parse, terminal);
            workspace.Keys.Revoke(parse.GetValue(id)!);
            terminal.Output.WriteLine($"Key {parse.GetValue(id)} is revoked.");
            return 0;
        });
        return command;
    }
}
