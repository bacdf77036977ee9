using System.CommandLine;
using Weathervane.Cli.Records;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane run PIPELINE|BARS.csv</c>: the main job, from bars to a registered, evaluated model.</summary>
internal static class RunCommand
{
    internal static Command Create(Terminal terminal)
    {
        var target = new Argument<string>("PIPELINE") { Description = "A pipeline file (.yaml), or a CSV file of bars, which a default pipeline then runs on." };
        var bars = PipelineSettings.BarsOption();
        var name = new Option<string?>("--name") { Description = "Name of the run and its model (environment: VANE_NAME).", HelpName = "NAME" };
        var seed = PipelineSettings.SeedOption();
        var set = PipelineSettings.SetOption();
        var open = new Option<bool>("--open-holdout") { Description = "Look at the sealed hold-out, too. The look is recorded: each one makes the next worth less." };
        var trials = new Option<int>("--trials") { Description = "Tries made elsewhere on these bars, which the verdict then counts, too.", HelpName = "N" };
        var threads = new Option<int?>("--threads") { Description = "Most threads (default: all); the result is the same for any.", HelpName = "N" };
        var command = new Command(
            "run",
            """
            Takes bars to a registered model: features, labels, search, walk-forward beside the baselines, final fit.
            With --server this machine trains, and the run, its trials, its looks at the hold-out and the model are kept, and counted, at the server.

            Examples:
              vane run samples/sp500.yaml
              vane run eurusd.csv
              vane run samples/btc-v4.yaml --bars hours.csv.gz --set tuning.trials=20 --seed 7
              vane run pipeline.yaml --open-holdout
              vane run pipeline.yaml --server http://127.0.0.1:5180
            """)
        {
            target, bars, name, seed, set, open, trials, threads,
        };
        command.SetAction((parse, cancel) => Task.FromResult(new RunSession(
            new RunRequest(parse.GetValue(target)!)
            {
                Server = RecordsOf.AddressOf(parse, terminal),
                Settings = PipelineSettings.Of(terminal, parse.GetValue(bars), parse.GetValue(set), ("name", parse.GetValue(name)), ("seed", parse.GetValue(seed))),
                OpenHoldout = parse.GetValue(open),
                Trials = Check.InRange(parse.GetValue(trials), 0, 1_000_000, "--trials"),
                Threads = parse.GetValue(threads) is { } count ? Check.InRange(count, 1, 1_024, "--threads") : terminal.Threads,
                Json = parse.GetValue(CommonOptions.Json),
                Quiet = parse.GetValue(CommonOptions.Quiet),
            },
            () => RecordsOf.Open(parse, terminal),
            terminal,
            cancel).Run()));
        return command;
    }
}

/// <summary>What the command line asks of a run.</summary>
/// <param name="Target">A pipeline, or bars.</param>
internal sealed record RunRequest(string Target)
{
    /// <summary>The server that it is kept at; null for a workspace of this machine.</summary>
    internal string? Server { get; init; }

    internal required PipelineSettings Settings { get; init; }

    internal string? Bars => Settings.Bars;

    internal bool OpenHoldout { get; init; }

    internal int Trials { get; init; }

    internal int Threads { get; init; } = 1;

    internal bool Json { get; init; }

    internal bool Quiet { get; init; }

    /// <summary>The command line that gives this run again, for reports and hints.</summary>
    internal string Text =>
        $"vane run {Quoted(Target)}{(Bars is null ? "" : $" --bars {Quoted(Bars)}")}{string.Concat(Settings.Overrides.Select(o => $" --set {Quoted(o)}"))}{(Trials == 0 ? "" : FormattableString.Invariant($" --trials {Trials}"))}{AtServer}";

    /// <summary>What makes another command ask the same server; empty for a workspace of this machine.</summary>
    internal string AtServer => Server is null ? "" : $" --server {Quoted(Server)}";

    /// <summary>As a shell takes it: in quotes where it holds more than letters, digits and the marks of paths.</summary>
    internal static string Quoted(string word) =>
        word.All(c => char.IsAsciiLetterOrDigit(c) || "/\\._-=:,+@%".Contains(c, StringComparison.Ordinal)) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
