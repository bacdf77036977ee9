using System.CommandLine;
using System.Globalization;
using Weathervane.Cli.Records;
using Weathervane.Evaluation.Inference;
using Weathervane.Server.Jobs.Searches;
using Weathervane.Store.Studies;
using Weathervane.Tuning.Importance;
using Weathervane.Tuning.Search;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane studies show NAME</c>: one search with its best point, which parameters mattered, and its trials.</summary>
internal static class StudiesShowCommand
{
    private const int BarWidth = 30;

    internal static Command Create(Terminal terminal)
    {
        var name = new Argument<string>("study") { Description = "The study's name (the newest of that name), or its number.", HelpName = "NAME" };
        var limit = new Option<int>("--limit") { Description = "Most trials to show, the best first.", DefaultValueFactory = _ => 20 };
        var command = new Command("show", "Shows a search: its best point, which parameters mattered, and its trials. Example: vane studies show btc-v4/lightgbm") { name, limit };
        command.SetAction(parse =>
        {
            using var records = RecordsOf.OpenRequired(parse, terminal);
            var kept = records.Study(parse.GetValue(name)!);
            var trials = records.Trials(kept.Id);
            var importances = ImportancesOf(kept.Study, trials);
            var best = BestOf(kept.Study, trials);
            var run = records.Run(kept.Study.RunId);
            var luck = trials.Count == 0 ? null : SearchTries.Luck(kept.Study, trials, best, records.Tries(run), records.StudiesOf(run).Count == 1);
            if (parse.GetValue(CommonOptions.Json))
            {
                terminal.WriteJson(new { kept.Id, kept.Study, kept.Created, best, luck, importances, trials });
                return 0;
            }

            WriteFacts(terminal, kept, trials, best);
            if (luck is not null)
            {
                WriteLuck(terminal, luck, best);
            }

            RecordText.Section(terminal, ["parameter", ">best", "matters", ">share"], Parameters(best, importances));
            RecordText.Section(
                terminal,
                [">trial", "state", $">{kept.Study.Metric}", ">standard error", "parameters"],
                Ranked(kept.Study, trials).Take(Check.InRange(parse.GetValue(limit), 1, 1_000_000, "--limit")).Select(Row));
            return 0;
        });
        return command;
    }

    /// <summary>The best complete trial, the earliest of equals; null where there is none.</summary>
    private static Trial? BestOf(Study study, IReadOnlyList<Trial> trials)
    {
        var complete = trials.Where(t => t.State == TrialState.Complete);
        return study.HigherIsBetter ? complete.MaxBy(t => t.Value) : complete.MinBy(t => t.Value);
    }

    private static void WriteFacts(Terminal terminal, KeptStudy kept, IReadOnlyList<Trial> trials, Trial? best) => terminal.WriteTable(
        ["study", kept.Study.Name],
        [
            ["number", $"{kept.Id}"],
            ["run", kept.Study.RunId],
            ["started", $"{RecordText.Time(kept.Created)} UTC"],
            ["sampler", $"{kept.Study.Sampler}, pruner {kept.Study.Pruner}, width {kept.Study.Width}, seed {kept.Study.Seed}"],
            .. kept.Job is { } job ? [["servers", WordsOf(job, trials.Count)]] : (IReadOnlyList<string>[])[],
            ["trials", string.Create(CultureInfo.InvariantCulture, $"{trials.Count}: {Count(trials, TrialState.Complete)} complete, {Count(trials, TrialState.Pruned)} pruned, {Count(trials, TrialState.Failed)} failed")],
            ["best", best is null ? "-" : $"{kept.Study.Metric} {RecordText.Number(best.Value)}, standard error {RecordText.Number(best.StandardError)}, trial {best.Number}"],
        ]);

    private static void WriteLuck(Terminal terminal, SearchLuck luck, Trial? best)
    {
        var output = terminal.Output;
        output.WriteLine();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{luck.Trials:N0} {(luck.Trials == 1 ? "try is" : "tries are")} worth {luck.Effective:0.#} unrelated {(luck.Effective < 1.05 ? "one" : "ones")}, and count{(luck.Trials == 1 ? "s" : "")} for any later score on the bars that were searched."));
        if (luck.Known < luck.Trials)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Of {luck.Trials - luck.Known:N0} the gains are not known (stopped early, failed, or made by an older program): they count in full."));
        }

        if (!double.IsNaN(luck.Overfitting))
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"The choice is overfitted with a probability of {100 * luck.Overfitting:0} % (CSCV on log loss): so often the best on one half of the time is below the median on the other. A choice without any worth has 50 %."));
        }

        if (!double.IsNaN(luck.PValue))
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Trial {best!.Number} gains {luck.Gain:+0.00000;-0.00000;0.00000} in log loss over the base rate on the searched bars: p {ComparisonTable.P(luck.PValue)} alone, {ComparisonTable.P(luck.DeflatedPValue)} as the best of so many."));
        }
    }

    private static string WordsOf(StudyJob job, int made) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Counted.Of(job.Trials, "trial")} asked for by {job.By}, {made} made; {(job.Outcome is { } outcome ? outcome.ToString().ToLowerInvariant() : "at it")}{(job.Words is { } words ? $": {words}" : "")}");

    private static IEnumerable<IReadOnlyList<string>> Parameters(Trial? best, IReadOnlyList<ParameterImportance> importances)
    {
        var names = importances.Select(i => i.Name).Concat(best?.Parameters.Keys ?? []).Distinct();
        foreach (var name in names)
        {
            var share = importances.FirstOrDefault(i => i.Name == name)?.Share;
            yield return
            [
                name,
                best?.Parameters.GetValueOrDefault(name) ?? "-",
                new string('█', (int)Math.Round(BarWidth * (share ?? 0))),
                share is { } known ? string.Create(CultureInfo.InvariantCulture, $"{100 * known:0} %") : "-",
            ];
        }

        if (importances.Count > 0)
        {
            yield return ["(interactions)", "", "", string.Create(CultureInfo.InvariantCulture, $"{100 * Math.Max(1 - importances.Sum(i => i.Share), 0):0} %")];
        }
    }

    /// <summary>Empty for a study whose space was kept as mere text, as older programs did.</summary>
    private static IReadOnlyList<ParameterImportance> ImportancesOf(Study study, IReadOnlyList<Trial> trials)
    {
        try
        {
            var space = SpaceJson.Read(study.Space, "study");
            return Importances.Of(space, [.. trials.Select(t => StudyRecords.Back(t, space))]);
        }
        catch (InputException)
        {
            return [];
        }
    }

    private static IEnumerable<Trial> Ranked(Study study, IReadOnlyList<Trial> trials) => trials
        .OrderBy(t => t.State).ThenBy(t => study.HigherIsBetter ? -t.Value : t.Value).ThenBy(t => t.Number);

    private static IReadOnlyList<string> Row(Trial trial) =>
    [
        $"{trial.Number}", trial.State.ToString().ToLowerInvariant(), RecordText.Number(trial.Value), RecordText.Number(trial.StandardError),
        string.Join(", ", trial.Parameters.Select(p => $"{p.Key}={p.Value}")) + (trial.Message is null ? "" : $"  ({trial.Message})"),
    ];

    private static int Count(IReadOnlyList<Trial> trials, TrialState state) => trials.Count(t => t.State == state);
}
