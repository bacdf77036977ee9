using System.CommandLine;
using System.Globalization;
using Weathervane.Bars;
using Weathervane.Cli.Records;
using Weathervane.Evaluation;
using Weathervane.Feeds;
using Weathervane.Feeds.Asking;
using Weathervane.Feeds.Fetching;
using Weathervane.Feeds.Live;
using Weathervane.Pipelines;
using Weathervane.Server;
using Weathervane.Store;
using Weathervane.Store.Live;
using Weathervane.Store.Models;
using Weathervane.Store.Retraining;
using Weathervane.Store.Sql.Sqlite;

namespace Weathervane.Cli.Commands.Serving;

/// <summary><c>vane up BARS.csv</c>: from bars of a file or an exchange to forecasts that are served, in one command.</summary>
internal static class UpCommand
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    internal static Command Create(Terminal terminal)
    {
        var bars = new Argument<string?>("BARS")
        {
            Description = "A CSV file of bars (.csv or .csv.gz). Bars that are added to it later are forecast, too. With --exchange: where its history is kept (default: EXCHANGE-SYMBOL-INTERVAL.csv).",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var exchange = new ExchangeOptions();
        var name = new Option<string?>("--name") { Description = "Name of the series and its model (default: the file's).", HelpName = "NAME" };
        var port = new Option<int>("--port") { Description = "Port; 0 takes a free one.", HelpName = "N", DefaultValueFactory = _ => 5180 };
        var unproven = new Option<bool>("--allow-unproven") { Description = "Answer with the model's forecasts even where it has no proven edge." };
        var command = new Command(
            "up",
            """
            Trains a first model with the default pipeline where the series has none, keeps the bars, forecasts each bar, and serves it all.
            The file is watched: bars that are added or corrected are taken in within a second or two. With --exchange its history is fetched first, and its bars are
            taken in as they close. Ctrl-C stops; the next 'vane up' goes on.

            Examples:
              vane up btcusd-1h.csv
              vane up samples/sp500.csv --allow-unproven
              vane up --exchange binance --symbol BTCUSDT --interval 1h
            """)
        {
            bars, name, port, unproven,
        };
        exchange.AddTo(command, required: false);
        command.Validators.Add(result =>
        {
            if (result.GetValue(bars) is null && !exchange.IsGiven(result))
            {
                result.AddError("Name a file of bars, or an exchange with --exchange, --symbol and --interval.");
            }
        });
        command.SetAction((parse, cancel) => RunAsync(new Request(parse.GetValue(bars) ?? exchange.SourceOf(parse).StandardName + ".csv", parse.GetValue(port), parse.GetValue(unproven), parse.GetValue(CommonOptions.Quiet))
        {
            Name = parse.GetValue(name),
            Source = exchange.IsGiven(parse) ? exchange.SourceOf(parse) : null,
            Ask = exchange.AskOf(parse, terminal),
            Run = (target, chosen) => new RunSession(
                new RunRequest(target)
                {
                    Settings = PipelineSettings.Of(terminal, null, null, ("name", chosen), ("seed", null)),
                    Threads = terminal.Threads,
                    Quiet = parse.GetValue(CommonOptions.Quiet),
                },
                () => RecordsOf.Open(parse, terminal),
                terminal,
                cancel).Run(),
            Open = () => Workspaces.Open(parse, terminal),
        }, terminal, cancel));
        return command;
    }

    private static async Task<int> RunAsync(Request request, Terminal terminal, CancellationToken cancel)
    {
        NativeMemory.Bound();
        Ports.RequireFree(new ServerOptions { Port = request.Port });
        if (request.Source is { } source)
        {
            await FetchAsync(request, source, terminal, cancel);
        }

        var file = BarReader.Read(request.Bars, cancel: cancel).Bars;
        var name = request.Name ?? DefaultPipeline.NameOf(file);
        using (var before = request.Open())
        {
            if (ReferenceOf(before, name) is null)
            {
                request.Run(request.Bars, name);
            }
        }

        var series = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '-'));
        using var workspace = request.Open();
        var model = ReferenceOf(workspace, name)!;
        var isNew = workspace.Series.List().All(s => s.Name != series);
        workspace.Series.Put(series, IntervalText.Format(file.Interval), [model]);
        if (isNew)
        {
            // Later on the plan is the user's: 'vane retrain' changes it.
            workspace.Retraining.SetPlan(series, new RetrainingPlan(), Workspaces.UserOf(terminal));
        }

        workspace.Series.Take(series, file.ToArray());
        var options = new ServerOptions
        {
            Port = request.Port,
            Model = model,
            AllowUnproven = request.AllowUnproven,
            Feeds = request.Source is null ? [] : [new FeedOptions { Source = request.Source, Series = series, Endpoint = request.Ask.Endpoint }],
        };
        await using var server = await VaneServer.StartAsync(workspace, options, terminal.Clock, ServeCommand.Logging(requests: false), cancel);
        await terminal.Output.WriteLineAsync($"Serving {series} at {server.Url}");
        if (!request.Quiet && !request.AllowUnproven && workspace.Models.Resolve(model) is { } version && version.Verdict != VerdictWords.Of(Verdict.Beats))
        {
            await terminal.Output.WriteLineAsync(
                $"{version.Reference} has no proven edge ({version.Verdict ?? "no verdict"}): its forecasts are made, kept and shown on the dashboard, and requests for them refused. 'vane up ... --allow-unproven' answers them, too.");
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var watching = WatchAsync(request, series, workspace, terminal, stop.Token);
        await server.WaitForStopAsync(cancel);
        await stop.CancelAsync();
        await watching;
        return 0;
    }

    // An exchange that is away keeps nobody from what is there already: the feed asks it again.
    private static async Task FetchAsync(Request request, BarSource source, Terminal terminal, CancellationToken cancel)
    {
        try
        {
            var ask = ExchangeFile.Asker(source, request.Ask, terminal, request.Quiet, cancel);
            var (_, report, bars) = await ExchangeFile.FetchAsync(request.Bars, source, new FetchRequest { Take = _ => { } }, ask, terminal.Clock, cancel);
            if (!request.Quiet)
            {
                await terminal.Error.WriteLineAsync(FormattableString.Invariant($"{request.Bars}: {report.Added} new bars of {source}, {report.Corrected.Count} corrected, {bars.Count} in all."));
            }
        }
        catch (IOException away) when (File.Exists(request.Bars))
        {
            await terminal.Error.WriteLineAsync($"vane: {away.Message} Going on with what {request.Bars} holds.");
        }
    }

    // Tells each new forecast, and takes in what is written to the file.
    private static async Task WatchAsync(Request request, string series, Workspace workspace, Terminal terminal, CancellationToken cancel)
    {
        var (written, told) = (File.GetLastWriteTimeUtc(request.Bars), default(DateTimeOffset));
        try
        {
            for (; !cancel.IsCancellationRequested; await Task.Delay(Every, terminal.Clock, cancel))
            {
                if (workspace.Forecasts.Latest(series) is { } latest && latest.Bar > told)
                {
                    told = latest.Bar;
                    await terminal.Output.WriteLineAsync(Words(latest, workspace.ModelVersions.Get(latest.Model, latest.Version)));
                }

                if (request.Source is null && File.GetLastWriteTimeUtc(request.Bars) is var now && now != written)
                {
                    written = now;
                    await TakeAsync(request, series, workspace, terminal, cancel);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The command was stopped.
        }
    }

    private static async Task TakeAsync(Request request, string series, Workspace workspace, Terminal terminal, CancellationToken cancel)
    {
        try
        {
            var taken = workspace.Series.Take(series, BarReader.Read(request.Bars, cancel: cancel).Bars.ToArray());
            if (!request.Quiet && taken.Added + taken.Corrected > 0)
            {
                await terminal.Error.WriteLineAsync(FormattableString.Invariant($"{request.Bars}: {taken.Added} new bars, {taken.Corrected} corrected."));
            }
        }
        catch (Exception failure) when (failure is InputException or IOException)
        {
            // Somebody is writing the file just now: what it holds when it is whole is read at its next change.
            await terminal.Error.WriteLineAsync($"vane: {failure.Message} What was taken in before stays.");
        }
    }

    private static string Words(KeptForecast forecast, ModelVersion version) => string.Create(
        CultureInfo.InvariantCulture,
        $"{forecast.Target:yyyy-MM-dd HH:mm} UTC: {forecast.Direction ?? "unknown"}, probability of up {forecast.Probability:0.0000} ({version.Reference}: {version.Verdict ?? "no verdict"})");

    /// <summary>The champion; the newest version where none was good enough; null where there is no version.</summary>
    private static string? ReferenceOf(Workspace workspace, string name) => workspace.Models.List().FirstOrDefault(m => m.Name == name) switch
    {
        null => null,
        { Aliases: var aliases } => aliases.ContainsKey(ModelName.Champion) ? name : $"{name}:latest",
    };

    private sealed record Request(string Bars, int Port, bool AllowUnproven, bool Quiet)
    {
        internal string? Name { get; init; }

        internal BarSource? Source { get; init; }

        internal required AskOptions Ask { get; init; }

        internal required Func<string, string, int> Run { get; init; }

        internal required Func<Workspace> Open { get; init; }
    }
}
