using System.CommandLine;
using Weathervane.Cli.Records;
using Weathervane.Pipelines;
using Weathervane.Store.Locations;
using Weathervane.Tuning.Pruners;
using Weathervane.Tuning.Samplers;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane tune PIPELINE</c>: searches the ranges of a pipeline's learners, and goes on where it was stopped.</summary>
internal static class TuneCommand
{
    internal static Command Create(Terminal terminal)
    {
        var target = new Argument<string>("PIPELINE") { Description = "A pipeline file (.yaml) with a learner that has 'tune' ranges." };
        var learner = new Option<string?>("--learner") { Description = "Search this learner only (default: each that has ranges).", HelpName = "ID" };
        var trials = Setting<int?>("--trials", "Most trials (default: the pipeline's).", "N");
        var seconds = Setting<double?>("--seconds", "Start no trial after so many seconds of this call.", "S");
        var sampler = Setting<string?>("--sampler", $"How points are chosen: {string.Join(", ", SamplerCatalog.All.Select(s => s.Id))}.", "NAME");
        var pruner = Setting<string?>("--pruner", $"How poor trials are stopped early: {string.Join(", ", PrunerCatalog.All.Select(p => p.Id))}.", "NAME");
        var width = Setting<int?>("--width", "Trials in flight; part of the study, not of the machine.", "W");
        var bars = PipelineSettings.BarsOption();
        var seed = PipelineSettings.SeedOption();
        var study = new Option<string?>("--study") { Description = "Name of the study (default: pipeline/learner).", HelpName = "NAME" };
        var set = PipelineSettings.SetOption();
        var threads = new Option<int?>("--threads") { Description = "Most threads (default: all); the result is the same for any.", HelpName = "N" };
        var command = new Command(
            "tune",
            """
            Searches the 'tune' ranges of a pipeline's learners on the rows before the first one that a run scores.
            Every finished trial is kept: after Ctrl-C or a crash the same command goes on where it was. With --server the servers of its store make the trials, and the
            command ends at once; the study is the same.

            Examples:
              vane tune samples/btc-v4.yaml --trials 30
              vane tune pipeline.yaml --learner lightgbm --seconds 600 --sampler gp --pruner median
              vane tune samples/btc-v4.yaml --server http://127.0.0.1:5180
              vane studies show btc-v4/lightgbm
            """)
        {
            target, bars, learner, trials, seconds, sampler, pruner, width, seed, study, set, threads,
        };
        command.SetAction((parse, cancel) =>
        {
            var settings = PipelineSettings.Of(
                terminal,
                parse.GetValue(bars),
                parse.GetValue(set),
                ("tuning.trials", parse.GetValue(trials)),
                ("tuning.seconds", parse.GetValue(seconds)),
                ("tuning.sampler", parse.GetValue(sampler)),
                ("tuning.pruner", parse.GetValue(pruner)),
                ("tuning.width", parse.GetValue(width)),
                ("seed", parse.GetValue(seed)));
            using var server = RecordsOf.Remote(parse, terminal);
            if (server is not null)
            {
                TuneByServers.Ask(parse, terminal, server, settings.Apply(overrides => PipelineFile.Read(parse.GetValue(target)!, overrides)), parse.GetValue(learner), parse.GetValue(study));
                return Task.FromResult(0);
            }

            var request = new TuneRequest(parse.GetValue(target)!, CommonOptions.LocationOf(parse, terminal))
            {
                Learner = parse.GetValue(learner),
                Study = parse.GetValue(study),
                Settings = settings,
                Threads = parse.GetValue(threads) is { } count ? Check.InRange(count, 1, 1_024, "--threads") : terminal.Threads,
                Json = parse.GetValue(CommonOptions.Json),
                Quiet = parse.GetValue(CommonOptions.Quiet),
            };
            return Task.FromResult(new TuneSession(request, terminal, cancel).Run());
        });
        return command;
    }

    private static Option<T> Setting<T>(string name, string description, string helpName) => new(name) { Description = description, HelpName = helpName };
}

/// <summary>What the command line asks of a search.</summary>
/// <param name="Target">The pipeline's file.</param>
/// <param name="Workspace">Where the workspace's parts are.</param>
internal sealed record TuneRequest(string Target, WorkspaceLocation Workspace)
{
    internal string? Learner { get; init; }

    internal string? Study { get; init; }

    internal required PipelineSettings Settings { get; init; }

    internal int Threads { get; init; } = 1;

    internal bool Json { get; init; }

    internal bool Quiet { get; init; }

    /// <summary>The command line that goes on with this search.</summary>
    internal string Text => string.Join(' ', (string[])
    [
        "vane", "tune", RunRequest.Quoted(Target),
        .. Learner is null ? [] : (string[])["--learner", RunRequest.Quoted(Learner)],
        .. Study is null ? [] : (string[])["--study", RunRequest.Quoted(Study)],
        .. Settings.Bars is null ? [] : (string[])["--bars", RunRequest.Quoted(Settings.Bars)],
        .. Settings.Overrides.Select(o => $"--set {RunRequest.Quoted(o)}"),
    ]);
}
