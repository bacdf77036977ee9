using System.CommandLine;
using System.Globalization;
using Weathervane.Cli.Records;
using Weathervane.Store.Models;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane models list</c>: every name with its champion and newest version.</summary>
internal static class ModelsListCommand
{
    internal static Command Create(Terminal terminal)
    {
        var command = new Command("list", "Lists the registered models.");
        command.SetAction(parse =>
        {
            using var records = RecordsOf.OpenExisting(parse, terminal);
            var models = records?.Models() ?? [];
            if (parse.GetValue(CommonOptions.Json))
            {
                terminal.WriteJson(models);
            }
            else if (models.Count == 0)
            {
                terminal.Output.WriteLine("No models yet: vane run samples/sp500.yaml trains one and registers it.");
            }
            else
            {
                terminal.WriteTable(
                    ["model", ">versions", ">champion", ">latest", "other aliases", "since (UTC)"],
                    models.Select(m => (IReadOnlyList<string>)
                    [
                        m.Name, Text(m.Versions), m.Aliases.TryGetValue(ModelName.Champion, out var champion) ? Text(champion) : "-", Text(m.Latest),
                        string.Join(", ", m.Aliases.Where(a => a.Key != ModelName.Champion).OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Key} {a.Value}")),
                        RecordText.Time(m.Created),
                    ]));
            }

            return 0;
        });
        return command;
    }

    private static string Text(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "-";
}
