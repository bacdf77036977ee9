using System.CommandLine;
using System.Globalization;
using Weathervane.Monitoring.Drift;
using Weathervane.Pipelines;
using Weathervane.Pipelines.Inputs;
using Weathervane.Pipelines.Replay;
using Weathervane.Pipelines.Retraining;
using Weathervane.Server.Jobs;

namespace Weathervane.Cli.Commands.Serving;

/// <summary><c>vane replay PIPELINE --bars FILE</c>: the live loop over history, on the clock of the bars.</summary>
internal static class ReplayCommand
{
    internal static Command Create(Terminal terminal)
    {
        var target = new Argument<string>("PIPELINE") { Description = "A pipeline file (.yaml), or a CSV file of bars, which a default pipeline then runs on." };
        var bars = PipelineSettings.BarsOption();
        var seed = PipelineSettings.SeedOption();
        var set = PipelineSettings.SetOption();
        var from = new Option<string?>("--from") { Description = "The first bar to forecast, such as 2019-01-01 (default: after a quarter of the bars).", HelpName = "TIME" };
        var refresh = new Option<string>("--refresh") { Description = "When the model is trained again: never, daily, weekly, monthly, or cron's five fields, in UTC.", HelpName = "WHEN", DefaultValueFactory = _ => "monthly" };
        var check = new Option<string>("--check") { Description = "When drift is looked for, in the same words.", HelpName = "WHEN", DefaultValueFactory = _ => "weekly" };
        var folds = new Option<int>("--folds") { Description = "Walk-forward folds that each refresh is scored on.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var validation = new Option<int>("--validation") { Description = "How many of the newest rows a refresh is scored on.", HelpName = "N", DefaultValueFactory = _ => 2160 };
        var window = new Option<int>("--window") { Description = "Most of the newest rows that are looked at for drift.", HelpName = "N", DefaultValueFactory = _ => DriftWatchOptions.WindowStandard };
        var level = new Option<double>("--level") { Description = "Share of looks at a market without drift in which any column may alarm.", HelpName = "SHARE", DefaultValueFactory = _ => 0.01 };
        var draws = new Option<int>("--draws") { Description = "Windows drawn for each column in the search for drift.", HelpName = "N", DefaultValueFactory = _ => 200 };
        var speed = new Option<string>("--speed") { Description = "max, or how many seconds of history pass in one of yours, such as 3600.", HelpName = "max|N", DefaultValueFactory = _ => "max" };
        var output = new Option<string[]>("--output", "-o") { Description = "Write a report (.html or .json), or the forecasts (.csv, .csv.gz); may be repeated.", HelpName = "FILE" };
        var threads = new Option<int?>("--threads") { Description = "Most threads (default: all); the result is the same for any.", HelpName = "N" };
        var command = new Command(
            "replay",
            """
            Lives through history as the live service would have: each bar is forecast by the model of that moment, outcomes arrive when their bars close,
            drift and decay are looked for, the model is trained again, and the gate decides. The clock is that of the bars; training, gate, drift and decay are the
            live service's own code. Nothing is kept in the workspace. docs/replay.md says how to read what comes out.

            Examples:
              vane replay samples/sp500.yaml -o replay.html
              vane replay samples/btc-v4.yaml --bars hours.csv.gz --from 2019-01-01 --refresh monthly -o replay.html -o forecasts.csv.gz
              vane replay pipeline.yaml --refresh '0 3 * * 1' --folds 5
            """)
        {
            target, bars, seed, set, from, refresh, check, folds, validation, window, level, draws, speed, output, threads,
        };
        command.SetAction((parse, cancel) =>
        {
            var count = parse.GetValue(threads) is { } given ? Check.InRange(given, 1, 1_024, "--threads") : terminal.Threads;
            var options = new ReplayOptions
            {
                From = parse.GetValue(from) is { } time ? Moments.Parse("--from", time).UtcDateTime : null,
                Refresh = CronSchedule.Parse(parse.GetValue(refresh)!, "--refresh"),
                Check = CronSchedule.Parse(parse.GetValue(check)!, "--check"),
                Drift = new DriftWatchOptions
                {
                    Window = Check.InRange(parse.GetValue(window), DriftWatchOptions.WindowMin, 10_000_000, "--window"),
                    Test = new DriftOptions { Level = Check.InRange(parse.GetValue(level), 0.0001, 0.5, "--level"), Draws = Check.InRange(parse.GetValue(draws), 200, 1_000_000, "--draws"), Threads = count, Cancel = cancel },
                },
                Training = new RefreshOptions
                {
                    Folds = Check.InRange(parse.GetValue(folds), 1, 100, "--folds"),
                    Validation = Check.InRange(parse.GetValue(validation), 100, 10_000_000, "--validation"),
                    Threads = count,
                    CodeVersion = RunRecorder.CodeVersion,
                    Cancel = cancel,
                },
                BarClosed = Pacing(parse.GetValue(speed)!, terminal, cancel),
            };
            var files = parse.GetValue(output) ?? [];
            CheckNames(files);
            var settings = PipelineSettings.Of(terminal, parse.GetValue(bars), parse.GetValue(set), ("seed", parse.GetValue(seed)));
            var pipeline = settings.Apply(overrides => RunSession.ReadPipeline(parse.GetValue(target)!, overrides, cancel));
            var (quiet, json) = (parse.GetValue(CommonOptions.Quiet), parse.GetValue(CommonOptions.Json));
            Show(terminal, Run(pipeline, options, terminal, quiet || json), files, json);
            return Task.FromResult(0);
        });
        return CommonOptions.OfThisMachine(command);
    }

    private static ReplayResult Run(Pipeline pipeline, ReplayOptions options, Terminal terminal, bool quiet)
    {
        var cancel = options.Training.Cancel;
        using var progress = new StageLines(terminal, quiet);
        var loaded = BarsLoader.Load(pipeline.Bars, pipeline.Folder, cancel);
        return HistoryReplay.Run(pipeline, loaded, BarsLoader.LoadOthers(pipeline, cancel), options with { Progress = progress });
    }

    private static void Show(Terminal terminal, ReplayResult result, string[] files, bool json)
    {
        foreach (var file in files)
        {
            OutputFile.Write(file, text =>
            {
                switch (Kind(file))
                {
                    case ".html": ReplayPage.Write(result, text); break;
                    case ".json": text.WriteLine(ReplayText.Json(result)); break;
                    default: ReplayText.Csv(result, text); break;
                }
            });
        }

        if (json)
        {
            terminal.Output.WriteLine(ReplayText.Json(result));
            return;
        }

        terminal.WriteTable(
            [">year", ">bars", ">log loss", ">never retrained", ">base rate", ">accuracy", ">refreshes", ">alarms"],
            result.Years().Select(y => (IReadOnlyList<string>)
            [
                Text(y.Year, "0"), Text(y.Bars, "N0"), Text(y.Loss, "0.00000"), Text(y.FrozenLoss, "0.00000"), Text(y.BaseRateLoss, "0.00000"), Text(100 * y.Accuracy, "0.0") + " %", Text(y.Refreshes, "0"), Text(y.Alarms, "0"),
            ]));
        foreach (var sentence in ReplayWords.Of(result))
        {
            terminal.Output.WriteLine(sentence);
        }
    }

    private static Action<DateTime>? Pacing(string speed, Terminal terminal, CancellationToken cancel)
    {
        if (speed.Equals("max", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        if (!double.TryParse(speed, NumberStyles.Float, CultureInfo.InvariantCulture, out var factor) || !(factor > 0 && double.IsFinite(factor)))
        {
            throw new InputException("--speed", $"'{speed}' is no speed.", "Write max, or a number above 0: seconds of history in one second.");
        }

        var (began, first) = (terminal.Clock.GetTimestamp(), default(DateTime?));
        return close =>
        {
            first ??= close;
            var wait = ((close - first.Value) / factor) - terminal.Clock.GetElapsedTime(began);
            if (wait > TimeSpan.Zero)
            {
                Task.Delay(wait, terminal.Clock, cancel).GetAwaiter().GetResult();
            }
        };
    }

    private static void CheckNames(string[] files)
    {
        if (files.FirstOrDefault(f => Kind(f) is not (".html" or ".json" or ".csv")) is { } wrong)
        {
            throw new InputException("--output", $"'{wrong}' is of no kind that a replay is written as.", "Name it .html, .json, .csv or .csv.gz.");
        }
    }

    private static string Kind(string file) =>
        Path.GetExtension(file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? file[..^3] : file).ToLowerInvariant();

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
