using System.CommandLine;
using Weathervane.Store;

namespace Weathervane.Cli.Commands.Store;

/// <summary><c>vane store gc</c>: removes what nothing refers to, and for good what was deleted long ago.</summary>
internal static class StoreGcCommand
{
    private const double MostHours = 100_000;
    private static readonly double LeastHours = StoreUpkeep.LeastGrace.TotalHours;

    internal static Command Create(Terminal terminal)
    {
        var before = new Option<string?>("--deleted-before") { Description = "Also delete for good what was marked as deleted, or replaced, before this moment (2026-03-01, 2026-03-01T12:00Z).", HelpName = "TIME" };
        var grace = new Option<double?>("--grace") { Description = "Leave unused files alone for so many hours (default: 1).", HelpName = "HOURS" };
        var dry = new Option<bool>("--dry-run") { Description = "Only say what would be removed." };
        var command = new Command(
            "gc",
            """
            Removes stored files that nothing refers to. With --deleted-before, first deletes for good the runs, models' values and files that were deleted before then;
            numbers of versions are never given out again, and what was tried stays counted.

            Examples:
              vane store gc --dry-run
              vane store gc --deleted-before 2026-01-01
            """)
        {
            before, grace, dry,
        };
        command.SetAction(parse =>
        {
            using var workspace = Workspaces.OpenRequired(parse, terminal);
            var remove = !parse.GetValue(dry);
            var patience = parse.GetValue(grace) is { } hours ? TimeSpan.FromHours(Check.InRange(hours, LeastHours, MostHours, "--grace")) : StoreUpkeep.DefaultGrace;
            var deleted = parse.GetValue(before) is { } moment ? workspace.Upkeep.DeleteForGood(Moments.Parse("--deleted-before", moment), remove) : null;
            var collected = workspace.Upkeep.Collect(patience, remove);
            if (parse.GetValue(CommonOptions.Json))
            {
                terminal.WriteJson(new { removed = remove, deleted, collected });
                return 0;
            }

            var verb = remove ? "Removed" : "Would remove";
            if (deleted is not null)
            {
                terminal.Output.WriteLine(
                    $"{verb} for good: {Counted.Of(deleted.Runs, "run")}, {Counted.Of(deleted.Experiments, "experiment")}, the values and files of {Counted.Of(deleted.Versions, "model version")} and "
                    + $"{Counted.Of(deleted.LoggedModels, "logged model")}, {Counted.Of(deleted.Names, "old name of a file", "old names of files")}.");
            }

            terminal.Output.WriteLine($"{verb} {Counted.Of(collected.Contents, "unused file")} of {Counted.Of(collected.Bytes, "byte")}, and {Counted.Of(collected.Temporaries, "temporary one")}.");
            return 0;
        });
        return command;
    }
}
