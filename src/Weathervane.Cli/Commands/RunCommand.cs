using System.CommandLine;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane run PIPELINE|BARS.csv</c>: the main job, from bars to a registered, evaluated model.</summary>
internal static class RunCommand
{
    internal static Command Create(Terminal terminal)
    {
        var target = new Argument<string>("PIPELINE") { Description = "A pipeline file (.yaml), or a CSV file of bars, which a default pipeline then runs on." };
        var bars = new Option<string?>("--bars") { Description = "Bars to use instead of the pipeline's (environment: VANE_BARS).", HelpName = "FILE" };
        var name = new Option<string?>("--name") { Description = "Name of the run and its model (environment: VANE_NAME).", HelpName = "NAME" };
        var seed = new Option<string?>("--seed") { Description = "Seed of everything random (environment: VANE_SEED).", HelpName = "N" };
        var set = new Option<string[]>("--set")
        {
            Description = "A value that wins over the file's, such as split.folds=3 or learners[0].num_leaves=15; may be repeated (environment: VANE_SET, separated by ';').",
            HelpName = "PATH=VALUE",
        };
        var open = new Option<bool>("--open-holdout") { Description = "Look at the sealed hold-out, too. The look is recorded: each one makes the next worth less." };
        var threads = new Option<int?>("--threads") { Description = "Most threads (default: all); the result is the same for any.", HelpName = "N" };
        var command = new Command(
            "run",
            """
            Takes bars to a registered model: features, labels, search, walk-forward beside the baselines, final fit.

            Examples:
              vane run samples/sp500.yaml
              vane run eurusd.csv
              vane run samples/btc-v4.yaml --bars hours.csv.gz --set tuning.trials=20 --seed 7
              vane run pipeline.yaml --open-holdout
            """)
        {
            target, bars, name, seed, set, open, threads,
        };
        command.SetAction((parse, cancel) => Task.FromResult(new RunSession(
            new RunRequest(parse.GetValue(target)!, CommonOptions.WorkspaceOf(parse, terminal))
            {
                Bars = parse.GetValue(bars) ?? terminal.Environment("VANE_BARS"),
                Overrides = Overrides(terminal, parse.GetValue(set) ?? [], parse.GetValue(name), parse.GetValue(seed)),
                OpenHoldout = parse.GetValue(open),
                Threads = parse.GetValue(threads) is { } count ? Check.InRange(count, 1, 1_024, "--threads") : terminal.Threads,
                Json = parse.GetValue(CommonOptions.Json),
                Quiet = parse.GetValue(CommonOptions.Quiet),
            },
            terminal,
            cancel).Run()));
        return command;
    }

    /// <summary>Flags come last, so that they win over the environment.</summary>
    private static List<string> Overrides(Terminal terminal, string[] set, string? name, string? seed)
    {
        var overrides = (terminal.Environment("VANE_SET") ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToList();
        Add("name", terminal.Environment("VANE_NAME"));
        Add("seed", terminal.Environment("VANE_SEED"));
        overrides.AddRange(set);
        Add("name", name);
        Add("seed", seed);
        return overrides;

        void Add(string key, string? value)
        {
            if (value is not null)
            {
                overrides.Add($"{key}={value}");
            }
        }
    }
}

/// <summary>What the command line asks of a run.</summary>
/// <param name="Target">A pipeline, or bars.</param>
/// <param name="Workspace">The workspace's folder.</param>
internal sealed record RunRequest(string Target, string Workspace)
{
    internal string? Bars { get; init; }

    internal IReadOnlyList<string> Overrides { get; init; } = [];

    internal bool OpenHoldout { get; init; }

    internal int Threads { get; init; } = 1;

    internal bool Json { get; init; }

    internal bool Quiet { get; init; }

    /// <summary>The command line that gives this run again, for reports and hints.</summary>
    internal string Text =>
        $"vane run {Quoted(Target)}{(Bars is null ? "" : $" --bars {Quoted(Bars)}")}{string.Concat(Overrides.Select(o => $" --set {Quoted(o)}"))}";

    /// <summary>As a shell takes it: in quotes where it holds more than letters, digits and the marks of paths.</summary>
    internal static string Quoted(string word) =>
        word.All(c => char.IsAsciiLetterOrDigit(c) || "/\\._-=:,+@%".Contains(c, StringComparison.Ordinal)) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
