using System.CommandLine;
using System.Globalization;
using Weathervane.Evaluation;
using Weathervane.Evaluation.Importance;
using Weathervane.Evaluation.Metrics;
using Weathervane.Pipelines;
using Weathervane.Pipelines.Inputs;
using Weathervane.Pipelines.Running;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane features rank PIPELINE|BARS.csv</c>: what features are worth on rows that were not learnt from, alone and by groups of like ones.</summary>
internal static class FeaturesRankCommand
{
    internal static Command Create(Terminal terminal)
    {
        var target = new Argument<string>("PIPELINE") { Description = "A pipeline file (.yaml), or a CSV file of bars, which the default pipeline then stands for." };
        var learner = new Option<string?>("--learner") { Description = "Which of the pipeline's learners to ask, as its scoreboard calls it (default: the first). Its 'tune' ranges are not searched.", HelpName = "NAME" };
        var metric = new Option<string?>("--metric") { Description = "What is scored by (default: the pipeline's primary metric).", HelpName = "NAME" };
        metric.AcceptOnlyFromAmong([.. MetricCatalog.All.Where(m => m.RowScore is not null).Select(m => m.Name)]);
        var repeats = new Option<int>("--repeats") { Description = "How often each column is dealt out in each fold, 1 to 1000.", DefaultValueFactory = _ => 3, HelpName = "N" };
        var block = new Option<int>("--block-rows") { Description = "Neighbouring rows that stay together when dealt out.", DefaultValueFactory = _ => 1, HelpName = "N" };
        var correlation = new Option<double>("--correlation") { Description = "The least mean rank correlation at which features are one group.", DefaultValueFactory = _ => 0.6, HelpName = "R" };
        var top = new Option<int?>("--top") { Description = "Show the first N of each table only (default: all).", HelpName = "N" };
        var set = new Option<string[]>("--set") { Description = "A value that wins over the file's, such as features=btc43; may be repeated.", HelpName = "PATH=VALUE" };
        var threads = new Option<int?>("--threads") { Description = "Most threads (default: all); the result is the same for any.", HelpName = "N" };
        var command = new Command(
            "rank",
            """
            Ranks features by what the walk-forward's score loses when their values are dealt out anew on the rows that each fold scores: every feature alone,
            and groups of features that say nearly the same dealt out together, since those hide each other. Means with 95 % intervals, and how far
            the folds agree. The sealed hold-out is not touched.

            Examples:
              vane features rank btc.csv
              vane features rank pipeline.yaml --learner logistic --top 20
              vane features rank pipeline.yaml --set features=btc43 --repeats 10 --json
            """)
        {
            target, learner, metric, repeats, block, correlation, top, set, threads,
        };
        command.SetAction((parse, cancel) =>
        {
            var request = new RankRequest(parse.GetValue(target)!)
            {
                Learner = parse.GetValue(learner),
                Metric = parse.GetValue(metric),
                Overrides = parse.GetValue(set) ?? [],
                Threads = parse.GetValue(threads) is { } count ? Check.InRange(count, 1, 1_024, "--threads") : terminal.Threads,
                Quiet = parse.GetValue(CommonOptions.Quiet) || parse.GetValue(CommonOptions.Json),
                Importance = new FoldImportance
                {
                    Repeats = Check.InRange(parse.GetValue(repeats), 1, 1_000, "--repeats"),
                    BlockRows = Check.InRange(parse.GetValue(block), 1, int.MaxValue, "--block-rows"),
                    Correlation = Check.Above(parse.GetValue(correlation), 0, 1, "--correlation"),
                },
            };
            var most = parse.GetValue(top) is { } rows ? Check.InRange(rows, 1, int.MaxValue, "--top") : int.MaxValue;
            var ranked = request.Run(terminal, cancel);
            Show(terminal, ranked, parse.GetValue(CommonOptions.Json), most);
            return Task.FromResult(0);
        });
        return command;
    }

    private static void Show(Terminal terminal, RankedFeatures ranked, bool json, int top)
    {
        var found = ranked.Ranking;
        if (json)
        {
            terminal.WriteJson(new
            {
                learner = ranked.Learner, metric = found.Metric.Name, folds = found.Folds, rows = ranked.Rows,
                columnAgreement = found.ColumnAgreement, groupAgreement = found.GroupAgreement,
                groups = Sorted(found.Groups, top).Select(Plain), features = Sorted(found.Columns, top).Select(Plain),
            });
            return;
        }

        terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ranked.Learner} on {ranked.Rows:N0} rows in {found.Folds} folds that it had not learnt from; {found.Metric.Name} worse by, without:"));
        var groups = Sorted(found.Groups, top);
        Table(terminal, "group", groups, found, g => g.Members.Count == 1 ? g.Name : $"{g.Name} +{g.Members.Count - 1}");
        terminal.Output.WriteLine();
        foreach (var group in groups.Where(g => g.Members.Count > 1))
        {
            terminal.Output.WriteLine($"{group.Name} stands for {string.Join(", ", group.Members)}.");
        }

        Table(terminal, "feature alone", Sorted(found.Columns, top), found, c => c.Name);
        terminal.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"p of all (BH): of the lines at most 0.05 an expected 5 % at most are worth nothing (Benjamini and Hochberg, each table by itself, also the lines that --top leaves out).\nFolds agree on the order of groups by {found.GroupAgreement:0.00}, of features alone by {found.ColumnAgreement:0.00} (rank correlation: 1 the same order, 0 chance)."));
    }

    private static void Table(Terminal terminal, string head, IReadOnlyList<RankedGroup> rows, ImportanceRanking found, Func<RankedGroup, string> name)
    {
        terminal.Output.WriteLine();
        terminal.WriteTable(
            [head, $">{found.Metric.Name} worse by", ">95 % interval", ">folds", ">p", ">p of all (BH)"],
            rows.Select(r => (IReadOnlyList<string>)[name(r), Text(r.Mean), $"{Text(r.Low)} to {Text(r.High)}", string.Create(CultureInfo.InvariantCulture, $"{r.FoldsHelped}/{found.Folds}"), ComparisonTable.P(r.PValue), ComparisonTable.P(r.AdjustedPValue)]));
    }

    private static object Plain(RankedGroup group) => new
    {
        name = group.Name, members = group.Members, mean = group.Mean, low = group.Low, high = group.High, pValue = group.PValue, adjustedPValue = group.AdjustedPValue,
        verdict = VerdictWords.Of(group.Verdict), foldsHelped = group.FoldsHelped, byFold = group.ByFold,
    };

    private static IReadOnlyList<RankedGroup> Sorted(IReadOnlyList<RankedGroup> groups, int top) => [.. groups.OrderByDescending(g => g.Mean).Take(top)];

    private static string Text(double value) => value.ToString("0.00000", CultureInfo.InvariantCulture);
}

/// <summary>What is to be ranked, and how.</summary>
/// <param name="Target">A pipeline, or bars.</param>
internal sealed record RankRequest(string Target)
{
    internal string? Learner { get; init; }

    internal string? Metric { get; init; }

    internal IReadOnlyList<string> Overrides { get; init; } = [];

    internal int Threads { get; init; } = 1;

    internal bool Quiet { get; init; }

    internal FoldImportance Importance { get; init; } = new();

    internal RankedFeatures Run(Terminal terminal, CancellationToken cancel)
    {
        var pipeline = RunSession.ReadPipeline(Target, Overrides, cancel);
        var (name, fit) = Choose(pipeline);
        using var progress = new ProgressLine(terminal, "ranking features", Quiet);
        var inputs = PipelineInputs.Load(pipeline, Threads, cancel);
        var rows = inputs.Rows.Take([.. inputs.Training]);
        var ranking = (Importance with { Horizon = pipeline.Label.BarsAhead }).Of(rows, inputs.Folds, fit, MetricCatalog.Of(Metric ?? pipeline.Primary), new EvaluationOptions
        {
            Preprocessing = pipeline.Preprocessing,
            Weighting = pipeline.Weights,
            Seed = pipeline.Seed,
            Threads = Threads,
            Progress = progress,
            Cancel = cancel,
        });
        return new RankedFeatures(name, inputs.Folds.Sum(f => f.Test.Length), ranking);
    }

    /// <summary>The learner in question, fitted as a run fits it.</summary>
    private (string Name, FitFunction Fit) Choose(Pipeline pipeline)
    {
        var named = PipelineRunner.Names(pipeline.Learners);
        var place = Learner is null ? 0 : named.Index().FirstOrDefault(n => n.Item.Name == Learner, (-1, default)).Index;
        if (place < 0)
        {
            throw new InputException("--learner", $"the pipeline has no learner called '{Learner}'.", Spelling.Remedy(Learner!, [.. named.Select(n => n.Name)]));
        }

        return (named[place].Name, PipelineRunner.FitOf(named[place].Entry.Learner, place));
    }
}

/// <summary>A ranking, and whose it is.</summary>
/// <param name="Learner">The learner, as the scoreboard calls it.</param>
/// <param name="Rows">Rows that were scored.</param>
/// <param name="Ranking">What was found.</param>
internal sealed record RankedFeatures(string Learner, int Rows, ImportanceRanking Ranking);
