using System.CommandLine;
using Weathervane.Cli.Records;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane models promote MODEL --reason TEXT</c>: makes a version the champion.</summary>
internal static class ModelsPromoteCommand
{
    internal static Command Create(Terminal terminal)
    {
        var (model, reason) = (ModelsCommand.Model(), ModelsCommand.Reason());
        var force = new Option<bool>("--force") { Description = "Also when its primary metric is worse than the champion's, or cannot be compared; that is recorded." };
        var command = new Command(
            "promote",
            "Makes a version the champion, which 'vane predict --model NAME' uses. Refused while its primary metric is worse than the champion's. " +
            "Example: vane models promote gbp:2 --reason 'lower log loss'")
        {
            model, reason, force,
        };
        command.SetAction(parse =>
        {
            using var records = RecordsOf.OpenRequired(parse, terminal);
            var move = records.Promote(records.Resolve(parse.GetValue(model)!), parse.GetValue(reason)!, parse.GetValue(force));
            if (parse.GetValue(CommonOptions.Json))
            {
                terminal.WriteJson(move);
            }
            else
            {
                terminal.Output.WriteLine($"{move.Model}:{move.Version} is the champion: {move.Evidence}.");
            }

            return 0;
        });
        return command;
    }
}
