using System.CommandLine;
using System.Globalization;
using Weathervane.Cli.Records;
using Weathervane.Store.Models;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane models history NAME</c>: all versions of a model side by side, and who moved its aliases.</summary>
internal static class ModelsHistoryCommand
{
    private const int MetricColumns = 6;

    internal static Command Create(Terminal terminal)
    {
        var name = ModelsCommand.Name();
        var deleted = new Option<bool>("--deleted") { Description = "Deleted versions too." };
        var command = new Command("history", "Shows all versions of a model, and each move of its aliases with who and why. Example: vane models history gbp") { name, deleted };
        command.SetAction(parse =>
        {
            using var records = RecordsOf.OpenRequired(parse, terminal);
            var versions = records.Versions(parse.GetValue(name)!, parse.GetValue(deleted));
            var moves = records.Moves(parse.GetValue(name)!);
            if (parse.GetValue(CommonOptions.Json))
            {
                terminal.WriteJson(new { versions, moves });
            }
            else
            {
                Write(terminal, versions, moves);
            }

            return 0;
        });
        return command;
    }

    private static void Write(Terminal terminal, IReadOnlyList<ModelVersion> versions, IReadOnlyList<AliasMove> moves)
    {
        if (versions.Count == 0)
        {
            terminal.Output.WriteLine("All its versions were deleted; --deleted shows them.");
        }
        else
        {
            var metrics = RecordText.Leading(versions.SelectMany(v => v.Metrics.Keys)).Take(MetricColumns).ToList();
            terminal.WriteTable(
                [">version", "registered (UTC)", "author", "aliases", "verdict", .. metrics.Select(m => ">" + m), "parameters"],
                versions.Select(v => (IReadOnlyList<string>)
                [
                    v.Version.ToString(CultureInfo.InvariantCulture), RecordText.Time(v.Created), v.Author,
                    v.Deleted is null ? string.Join(", ", v.Aliases) : $"deleted by {v.DeletedWhy}", v.Verdict ?? "-",
                    .. metrics.Select(m => RecordText.Number(v.Metrics.GetValueOrDefault(m)?.Value)),
                    string.Join(' ', v.Parameters.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}")),
                ]));
        }

        RecordText.Section(terminal, ["moved (UTC)", "alias", "to", "by", "why", "evidence"], moves.Select(m => (string[])
        [
            RecordText.Time(m.Time), m.Alias, (m.Version is { } to ? $"{m.Model}:{to}" : "nowhere") + (m.Kind == MoveKind.Rollback ? " (rollback)" : ""),
            m.By, m.Reason, m.Evidence ?? "",
        ]));
    }
}
