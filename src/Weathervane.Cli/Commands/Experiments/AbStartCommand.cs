using System.CommandLine;
using System.Globalization;
using Weathervane.Cli.Records;
using Weathervane.Monitoring.Experiments;
using Weathervane.Store.LiveExperiments;

namespace Weathervane.Cli.Commands.Experiments;

/// <summary><c>vane ab start SERIES --champion btc --challenger btc:4</c>: begins an experiment.</summary>
internal static class AbStartCommand
{
    internal static Command Create(Terminal terminal)
    {
        var series = new Argument<string>("series") { Description = "The series that all forecast.", HelpName = "SERIES" };
        var champion = new Option<string>("--champion") { Description = "The version in office: " + ModelsCommand.ReferenceHelp, HelpName = "MODEL", Required = true };
        var challengers = new Option<string[]>("--challenger") { Description = "A version that may be better; give it again for more, who share alpha.", HelpName = "MODEL", Required = true };
        var mode = new Option<LiveMode>("--mode") { Description = "Who answers meanwhile: the champion (shadow), each by its share of keys (split), challengers a little (canary).", HelpName = "shadow|split|canary", DefaultValueFactory = _ => LiveMode.Shadow };
        var weights = new Option<double[]>("--weight") { Description = "A challenger's share of the keys, 0 to 1: one for each, or one for all. [default: equal in split, 0.05 together in canary]", HelpName = "SHARE" };
        var alpha = new Option<double>("--alpha") { Description = "The chance, at most, that any verdict is wrong.", HelpName = "SHARE", DefaultValueFactory = _ => 0.05 };
        var promote = new Option<bool>("--promote") { Description = "Put the champion's alias on a challenger that is better; the old version then watches, and gets it back if it proves better." };
        var from = new Option<string?>("--from") { Description = "Compare bars that close from here on, not from now: only for challengers that were not chosen by them.", HelpName = "TIME" };
        var reason = new Option<string?>("--reason") { Description = "What for; kept with the experiment.", HelpName = "TEXT" };
        var unproven = new Option<bool>("--allow-unproven") { Description = "Let challengers without a proven edge answer; a server's own setting counts with --server." };
        var command = new Command("start", "Starts an experiment. 'vane serve' compares and judges it, bar by bar. Example: vane ab start btcusd-1h --champion btc --challenger btc:4 --promote")
        {
            series, champion, challengers, mode, weights, alpha, promote, from, reason, unproven,
        };
        command.SetAction(parse =>
        {
            using var records = RecordsOf.OpenRequired(parse, terminal);
            var started = records.Start(
                new NewLiveExperiment
                {
                    Series = parse.GetValue(series)!,
                    Champion = parse.GetValue(champion)!,
                    Challengers = parse.GetValue(challengers)!,
                    Mode = parse.GetValue(mode),
                    Weights = parse.GetValue(weights) ?? [],
                    Alpha = parse.GetValue(alpha),
                    Promote = parse.GetValue(promote),
                    From = parse.GetValue(from) is { } moment ? Moments.Parse("--from", moment) : null,
                    Reason = parse.GetValue(reason) ?? "",
                },
                parse.GetValue(unproven));
            if (parse.GetValue(CommonOptions.Json))
            {
                terminal.WriteJson(started);
            }
            else
            {
                terminal.Output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Experiment {started.Id}: {started.Champion.VersionReference} against {string.Join(", ", started.Challengers.Select(c => c.VersionReference))} on {started.Series}, {AbText.Word(started.Mode)}. vane ab status {started.Id}"));
                terminal.Output.WriteLine(Plan(started));
            }

            return 0;
        });
        return command;
    }

    /// <summary>What to expect: who starts with a gain in mind shall know before whether it can be seen in months or in decades.</summary>
    private static string Plan(LiveExperiment started) =>
        $"To plan by: {AbText.Plan(VerdictPlan.Of(new RunningTestOptions { Alpha = started.Alpha, Challengers = started.Arms.Count - 1, Horizon = started.Horizon }))}";
}
