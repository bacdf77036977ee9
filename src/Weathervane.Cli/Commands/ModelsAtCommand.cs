using System.CommandLine;
using System.Globalization;
using Weathervane.Cli.Records;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane models at TIME</c>: what every alias stood on at a moment of the past.</summary>
internal static class ModelsAtCommand
{
    internal static Command Create(Terminal terminal)
    {
        var time = new Argument<string>("time") { Description = "The moment: 2026-03-01 or 2026-03-01T12:00Z (UTC where no offset is given).", HelpName = "TIME" };
        var command = new Command(
            "at",
            "Shows what every alias stood on at a moment, also versions and models that were deleted since. Example: vane models at 2026-03-01T12:00Z")
        {
            time,
        };
        command.SetAction(parse =>
        {
            using var records = RecordsOf.OpenRequired(parse, terminal);
            var moment = Moments.Parse("time", parse.GetValue(time)!);
            var standing = records.StandingAt(moment);
            if (parse.GetValue(CommonOptions.Json))
            {
                terminal.WriteJson(new { at = moment, aliases = standing });
            }
            else if (standing.Count == 0)
            {
                terminal.Output.WriteLine($"At {RecordText.Time(moment)} UTC no alias stood on any version.");
            }
            else
            {
                terminal.WriteTable(
                    ["model", "alias", ">version", "since (UTC)", "by", "why", "now"],
                    standing.Select(s => (IReadOnlyList<string>)
                    [
                        s.Model, s.Alias, s.Version.ToString(CultureInfo.InvariantCulture), RecordText.Time(s.Since), s.By, s.Reason,
                        s.Deleted is { } deleted ? $"deleted {RecordText.Time(deleted)}" : "kept",
                    ]));
            }

            return 0;
        });
        return command;
    }
}
