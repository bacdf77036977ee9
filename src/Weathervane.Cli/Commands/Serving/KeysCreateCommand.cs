using System.CommandLine;
using System.Globalization;
using Weathervane.Store.Access;

namespace Weathervane.Cli.Commands.Serving;

/// <summary><c>vane keys create</c>: a new key, shown once.</summary>
internal static class KeysCreateCommand
{
    private const string Help = """
        Makes a key and prints it: it cannot be shown again. From the first key on, 'vane serve' answers only callers that show one.

        Examples:
          vane keys create --name ada --role admin
          vane keys create --name ci --role write --expires 90d
          vane keys create --name audit --role read --expires 2027-01-01T00:00Z
        """;

    internal static Command Create(Terminal terminal)
    {
        var name = new Option<string>("--name") { Description = "Whose it is.", Required = true };
        var role = new Option<Role>("--role") { Description = "What it allows: read, write (log, register, move aliases) or admin.", Required = true };
        var expires = new Option<string?>("--expires") { Description = "When it stops working: a UTC time, or a number of days such as 90d. Default: never.", HelpName = "TIME" };
        var command = new Command("create", Help) { name, role, expires };
        command.SetAction(parse =>
        {
            using var workspace = Workspaces.Open(parse, terminal);
            var (key, text) = workspace.Keys.Create(parse.GetValue(name)!, parse.GetValue(role), TimeOf(parse.GetValue(expires), terminal.Clock));
            if (parse.GetValue(CommonOptions.Json))
            {
                terminal.WriteJson(new { key.Id, key.Name, key.Role, key.Created, key.Expires, Key = text });
                return 0;
            }

            terminal.Output.WriteLine(text);
            if (!parse.GetValue(CommonOptions.Quiet))
            {
                terminal.Error.WriteLine($"Keep it: it is not shown again. Send it as 'Authorization: Bearer KEY'; MLflow's clients read MLFLOW_TRACKING_TOKEN. 'vane keys revoke {key.Id}' takes it back.");
            }

            return 0;
        });
        return command;
    }

    private static DateTimeOffset? TimeOf(string? text, TimeProvider clock)
    {
        if (text is null)
        {
            return null;
        }

        return text.EndsWith('d') && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is > 0 and <= 36500
            ? clock.GetUtcNow().AddDays(days)
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
                ? time
                : throw new InputException("--expires", $"'{text}' is no time.", "Write a UTC time such as 2027-01-01T00:00Z, or days such as 90d.");
    }
}
