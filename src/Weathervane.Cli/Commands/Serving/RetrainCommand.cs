using System.CommandLine;
using System.Globalization;
using Weathervane.Cli.Records;
using Weathervane.Server.Jobs;
using Weathervane.Store;
using Weathervane.Store.Retraining;

namespace Weathervane.Cli.Commands.Serving;

/// <summary><c>vane retrain SERIES</c>: when the model of a series is trained again, and what came of it.</summary>
internal static class RetrainCommand
{
    private const int EventsShown = 20;

    internal static Command Create(Terminal terminal)
    {
        var series = new Argument<string?>("SERIES") { Description = "The series whose model is meant; all that have a plan when left out.", Arity = ArgumentArity.ZeroOrOne };
        var schedule = new Option<string?>("--schedule") { Description = "When it is trained again whatever happens: never, daily, weekly, monthly, or cron's five fields, in UTC.", HelpName = "WHEN" };
        var check = new Option<string?>("--check") { Description = "When drift and decay are looked for, in the same words.", HelpName = "WHEN" };
        var drift = new Option<bool?>("--on-drift") { Description = "Whether drift leads to a refresh.", HelpName = "true|false" };
        var decay = new Option<bool?>("--on-decay") { Description = "Whether decay leads to a refresh.", HelpName = "true|false" };
        var pause = new Option<double?>("--pause-days") { Description = "Drift or decay leads to no refresh sooner after the last one.", HelpName = "N" };
        var folds = new Option<int?>("--folds") { Description = "Walk-forward folds that a refresh is scored on.", HelpName = "N" };
        var validation = new Option<int?>("--validation") { Description = "How many of the newest rows a refresh is scored on.", HelpName = "N" };
        var window = new Option<int?>("--window") { Description = "Most of the newest rows that are looked at for drift.", HelpName = "N" };
        var shadow = new Option<bool?>("--shadow") { Description = "Whether a new recipe that passed the gate shadows the champion first.", HelpName = "true|false" };
        var now = new Option<bool>("--now") { Description = "Ask for a refresh now." };
        var off = new Option<bool>("--off") { Description = "Train it no more." };
        var command = new Command(
            "retrain",
            """
            Shows and changes when the model of a series is trained again. The work is done by 'vane serve' over the same store: on the newest bars, by the recipe that the model's run settled
            on, through the gate. A refresh that passes becomes the champion; one that does not is recorded with the reason. docs/live.md says more.

            Examples:
              vane retrain                                                    all plans
              vane retrain btcusd-1h                                          the plan, and what happened
              vane retrain btcusd-1h --schedule monthly --check daily         monthly, and a week after the last at the soonest on drift or decay
              vane retrain btcusd-1h --schedule '0 3 * * 1' --on-drift false
              vane retrain btcusd-1h --now
              vane retrain btcusd-1h --off
            """)
        {
            series, schedule, check, drift, decay, pause, folds, validation, window, shadow, now, off,
        };
        command.SetAction(parse =>
        {
            if (RecordsOf.AddressOf(parse, terminal) is { } address)
            {
                throw new InputException(
                    parse.GetValue(CommonOptions.Server) is null ? RecordsOf.Variable : "--server",
                    "this command changes plans in the store itself.",
                    $"Name the server's store with --workspace or --store, or ask the server: PUT {address.TrimEnd('/')}/api/v1/series/{parse.GetValue(series) ?? "NAME"}/retraining, and POST .../retraining/now.");
            }

            using var workspace = Workspaces.OpenRequired(parse, terminal);
            Option[] training = [schedule, check, drift, decay, pause, folds, validation, window], changing = [.. training, shadow, now];
            if (parse.GetValue(series) is not { } name)
            {
                if (IsGiven([.. changing, off]))
                {
                    throw new InputException("SERIES", "is missing: a plan is that of one series.", SeriesWords(workspace));
                }

                ShowAll(terminal, workspace, parse.GetValue(CommonOptions.Json));
                return;
            }

            if (workspace.Series.List().All(s => s.Name != name))
            {
                throw new InputException($"series {name}", "there is no such series.", SeriesWords(workspace));
            }

            var known = workspace.Retraining.PlanOf(name);
            var (isChange, isTrained) = (IsGiven(changing), IsGiven(training));
            if (parse.GetValue(off))
            {
                workspace.Retraining.SetPlan(name, null, Workspaces.UserOf(terminal));
            }
            else if (isChange)
            {
                var before = known ?? (parse.GetValue(now) || !isTrained ? RetrainingPlan.OnRequest : new RetrainingPlan());
                var plan = before with
                {
                    Schedule = parse.GetValue(schedule) ?? before.Schedule,
                    Check = parse.GetValue(check) ?? before.Check,
                    OnDrift = parse.GetValue(drift) ?? before.OnDrift,
                    OnDecay = parse.GetValue(decay) ?? before.OnDecay,
                    PauseDays = Weathervane.Check.InRange(parse.GetValue(pause) ?? before.PauseDays, 0, 3650, "--pause-days"),
                    Folds = Weathervane.Check.InRange(parse.GetValue(folds) ?? before.Folds, 1, 100, "--folds"),
                    Validation = Weathervane.Check.InRange(parse.GetValue(validation) ?? before.Validation, 100, 10_000_000, "--validation"),
                    Window = Weathervane.Check.InRange(parse.GetValue(window) ?? before.Window, 168, 10_000_000, "--window"),
                    Shadow = parse.GetValue(shadow) ?? before.Shadow,
                    Requested = parse.GetValue(now) ? workspace.Retraining.Now() : before.Requested,
                };
                CronSchedule.Parse(plan.Schedule, "--schedule");
                CronSchedule.Parse(plan.Check, "--check");
                RetrainingProblem.Refuse(workspace, name);

                workspace.Retraining.SetPlan(name, plan, Workspaces.UserOf(terminal));
            }

            Show(terminal, workspace, name, parse.GetValue(CommonOptions.Json));

            bool IsGiven(Option[] options) => options.Any(o => parse.GetResult(o) is { Implicit: false });
        });
        return command;
    }

    private static string SeriesWords(Workspace workspace) => workspace.Series.List() is { Count: > 0 } all
        ? $"There are: {string.Join(", ", all.Select(s => s.Name).Take(20))}."
        : "'vane up BARS.csv' makes one, with a model; so does 'vane serve --feed'.";

    private static void ShowAll(Terminal terminal, Workspace workspace, bool json)
    {
        var plans = workspace.Retraining.Plans();
        if (json)
        {
            terminal.WriteJson(plans.Select(p => new { series = p.Series, plan = p.Plan }));
        }
        else if (plans.Count == 0)
        {
            terminal.Output.WriteLine($"No model is trained again by plan: vane retrain SERIES --schedule monthly --check daily. {SeriesWords(workspace)}");
        }
        else
        {
            foreach (var (name, plan) in plans)
            {
                terminal.Output.WriteLine(Words(name, plan));
            }
        }
    }

    private static void Show(Terminal terminal, Workspace workspace, string name, bool json)
    {
        var (plan, events) = (workspace.Retraining.PlanOf(name), workspace.Retraining.Events(name, EventsShown));
        if (json)
        {
            terminal.WriteJson(new { series = name, plan, events });
            return;
        }

        terminal.Output.WriteLine(plan is null ? $"{name}: its model is not trained again." : Words(name, plan));
        if (events.Count > 0)
        {
            terminal.WriteTable(
                ["when (UTC)", "what", "model", "why"],
                events.Select(e => (IReadOnlyList<string>)[e.At.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), SeriesEventWords.Of(e.Kind), FormattableString.Invariant($"{e.Model}:{e.Version}"), e.Words]));
        }
    }

    private static string Words(string name, RetrainingPlan plan) => FormattableString.Invariant(
        $"{name}: trained again {plan.Schedule}; drift and decay looked for {plan.Check}{(plan.OnDrift ? ", drift leads to a refresh" : "")}{(plan.OnDecay ? ", decay leads to a refresh" : "")}; {plan.PauseDays} days between two; scored on {plan.Validation} rows in {plan.Folds} fold{(plan.Folds == 1 ? "" : "s")}.{(plan.Shadow ? "" : " A new recipe that passes the gate takes over at once.")}{(plan.Requested is { } asked ? $" A refresh was asked for at {asked:yyyy-MM-dd HH:mm} UTC; 'vane serve' or 'vane up' over this store does it." : "")}");
}
