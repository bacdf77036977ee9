using System.CommandLine;
using Weathervane.Cli.Records;
using Weathervane.Store.Models;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane models delete MODEL --reason TEXT</c>: takes a version, or a whole model, out of use. The record stays.</summary>
internal static class ModelsDeleteCommand
{
    internal static Command Create(Terminal terminal)
    {
        var model = new Argument<string>("model") { Description = "NAME:3 for one version, or NAME with --all.", HelpName = "MODEL" };
        var reason = ModelsCommand.Reason();
        var all = new Option<bool>("--all") { Description = "The model with all its versions." };
        var force = new Option<bool>("--force") { Description = "Also a version on which an alias stands." };
        var command = new Command(
            "delete",
            "Deletes a version, or a model with --all. Its record stays in the history and its number is never used again. " +
            "Example: vane models delete gbp:2 --reason 'trained on wrong bars'")
        {
            model, reason, all, force,
        };
        command.SetAction(parse =>
        {
            using var records = RecordsOf.OpenRequired(parse, terminal);
            var (text, why) = (parse.GetValue(model)!, parse.GetValue(reason)!);
            var deleted = parse.GetValue(all) ? DeleteModel(records, text, why) : DeleteVersion(records, text, why, parse.GetValue(force));
            if (parse.GetValue(CommonOptions.Json))
            {
                terminal.WriteJson(new { deleted });
            }
            else
            {
                terminal.Output.WriteLine($"Deleted {string.Join(", ", deleted)}.");
            }

            return 0;
        });
        return command;
    }

    private static List<string> DeleteModel(IRecords records, string name, string reason)
    {
        var versions = records.Versions(name).Select(v => v.Reference).ToList();
        records.DeleteModel(name, reason);
        return versions.Count > 0 ? versions : [name];
    }

    private static List<string> DeleteVersion(IRecords records, string text, string reason, bool force)
    {
        if (ModelReference.Parse(text).Version is null)
        {
            throw new InputException("model", $"'{text}' names no single version by its number.", $"Give one, such as {text.Split(':', '@')[0]}:1; or --all for the whole model.");
        }

        var version = records.Resolve(text);
        if (version.Aliases.Count > 0 && !force)
        {
            throw new InputException(
                $"model {version.Reference}",
                $"it is in use as {string.Join(", ", version.Aliases)}.",
                "Promote another version first (vane models promote), or go back (vane models rollback), or add --force.");
        }

        records.Delete(version, reason);
        return [version.Reference];
    }
}
