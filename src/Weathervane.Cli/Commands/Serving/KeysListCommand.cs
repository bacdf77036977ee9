using System.CommandLine;

namespace Weathervane.Cli.Commands.Serving;

/// <summary><c>vane keys list</c>: all keys, without their secrets.</summary>
internal static class KeysListCommand
{
    internal static Command Create(Terminal terminal)
    {
        var command = new Command("list", "Lists the keys, revoked and expired ones too. Secrets are not kept, so they cannot be shown.");
        command.SetAction(parse =>
        {
            using var workspace = Workspaces.OpenExisting(parse, terminal);
            var keys = workspace?.Keys.List() ?? [];
            if (parse.GetValue(CommonOptions.Json))
            {
                terminal.WriteJson(keys);
            }
            else if (keys.Count == 0)
            {
                terminal.Output.WriteLine("No keys: 'vane serve' answers every program of this machine, and no other machine.");
            }
            else
            {
                var now = terminal.Clock.GetUtcNow();
                terminal.WriteTable(
                    ["id", "name", "role", "since (UTC)", "expires", "works"],
                    keys.Select(k => (IReadOnlyList<string>)
                    [
                        k.Id, k.Name, k.Role.ToString().ToLowerInvariant(), RecordText.Time(k.Created), k.Expires is { } end ? RecordText.Time(end) : "never",
                        k.WorksAt(now) ? "yes" : k.Revoked is { } revoked ? $"revoked {RecordText.Time(revoked)}" : "expired",
                    ]));
            }

            return 0;
        });
        return command;
    }
}
