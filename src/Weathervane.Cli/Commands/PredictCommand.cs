using System.CommandLine;
using System.Globalization;
using Weathervane.Bars;
using Weathervane.Cli.Records;
using Weathervane.Evaluation.Judging;
using Weathervane.Pipelines;
using Weathervane.Pipelines.Options;
using Weathervane.Pipelines.Serving;
using Weathervane.Store.Models;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane predict --model NAME|FILE --bars FILE [-o OUT.csv]</c>: forecasts the bar after every bar, the one still to come included.</summary>
internal static class PredictCommand
{
    internal static Command Create(Terminal terminal)
    {
        var model = new Option<string>("--model", "-m")
        {
            Description = "A registered model (NAME is the champion; NAME:3, NAME:latest, NAME:best(METRIC), NAME@ALIAS) or a model file.",
            HelpName = "NAME|FILE",
            Required = true,
        };
        var bars = new Option<string>("--bars", "-b") { Description = "A CSV file of bars (.csv or .csv.gz).", HelpName = "FILE", Required = true };
        var output = new Option<string?>("--output", "-o") { Description = "The CSV file to write (default: standard output).", HelpName = "FILE" };
        var outcomes = new Option<bool>("--outcomes") { Description = "Add the column 'label': 1 up, 0 down, empty where it is not known yet." };
        var clock = new Option<string?>("--clock") { Description = "The clock of the file's times (default: as the model's pipeline says).", HelpName = "ZONE" };
        var series = new Option<string[]>("--series") { Description = "Bars of a further series that the model uses; may be repeated.", HelpName = "NAME=FILE" };
        var threads = new Option<int?>("--threads") { Description = "Most threads (default: all); the forecasts are the same for any.", HelpName = "N" };
        var command = new Command(
            "predict",
            """
            Forecasts with a model: one row for every bar past the warm-up, the last being the forecast of the bar still to come.

            Columns: bar (open of the last bar used), knownAt (its close), target (open of the bar forecast), probability (of up, calibrated where the
            pipeline asks for it), direction (by the model's threshold), set (the directions that cannot be ruled out: up, down, either, none),
            familiarity (1: amid the training rows, 0: farther out than any of them), part (learnt: the model has learnt from this bar; sealed: in the
            hold-out of its run; new), series (what the model was trained on). docs/probabilities.md says how they are made; 'vane judge' and 'vane backtest' leave out what was learnt.

            Examples:
              vane predict --model sp500 --bars samples/sp500.csv -o forecasts.csv
              vane predict --model sp500:2 --bars new.csv --outcomes
            """)
        {
            model, bars, output, outcomes, clock, series, threads,
        };
        command.SetAction((parse, cancel) => Task.FromResult(Run(
            new PredictRequest(parse.GetValue(model)!, parse.GetValue(bars)!)
            {
                Output = parse.GetValue(output),
                Outcomes = parse.GetValue(outcomes),
                Clock = parse.GetValue(clock),
                Series = parse.GetValue(series) ?? [],
                Threads = parse.GetValue(threads) is { } count ? Check.InRange(count, 1, 1_024, "--threads") : terminal.Threads,
                Json = parse.GetValue(CommonOptions.Json),
                Quiet = parse.GetValue(CommonOptions.Quiet),
            },
            () => RecordsOf.OpenRequired(parse, terminal),
            terminal,
            cancel)));
        return command;
    }

    private static int Run(PredictRequest request, Func<IRecords> open, Terminal terminal, CancellationToken cancel)
    {
        var (name, model) = Load(request.Model, open);
        var pipeline = PipelineFile.Parse(model.Facts.Pipeline, $"{name}, its pipeline");
        var read = request.Clock is null ? pipeline.Bars.Read : pipeline.Bars.Read with { Clock = request.Clock };
        var bars = BarReader.Read(request.Bars, read, cancel).Bars;
        // All differences at once, before anything is computed.
        var differences = model.Recipe.Differences(bars, request.Bars);
        if (differences.Count > 0)
        {
            throw new InputException(differences);
        }

        var forecaster = new Forecaster(model);
        var forecasts = forecaster.Forecast(bars, Others(request, pipeline, cancel), request.Threads, cancel: cancel);
        var history = forecaster.HistoryOf(bars);
        if (request.Output is { } path)
        {
            OutputFile.Write(path, text => ForecastCsv.Write(text, forecasts, model.Facts, pipeline.Bars.SeriesName, request.Outcomes));
        }

        if (request.Json)
        {
            terminal.WriteJson(new
            {
                model = name, model.Facts.Learner, bars = request.Bars, output = request.Output, rows = forecasts.Count,
                learnt = Count(model, forecasts, ForecastPart.Learnt), @sealed = Count(model, forecasts, ForecastPart.Sealed), history, verdict = model.Facts.Verdict,
                last = forecasts[^1], direction = forecasts[^1].Direction,
                forecasts = request.Output is null ? forecasts : null,
            });
        }
        else if (request.Output is null)
        {
            ForecastCsv.Write(terminal.Output, forecasts, model.Facts, pipeline.Bars.SeriesName, request.Outcomes);
            foreach (var line in request.Quiet ? [] : Parts(model, forecasts))
            {
                terminal.Error.WriteLine(line);
            }
        }
        else
        {
            Summarise(terminal, request, name, model, forecasts, history);
        }

        return 0;
    }

    private static (string Name, ForecastModel Model) Load(string model, Func<IRecords> open)
    {
        if (File.Exists(model))
        {
            return (model, ForecastModel.Read(File.ReadAllBytes(model), model));
        }

        if (model.AsSpan().IndexOfAny("/\\") >= 0)
        {
            throw new InputException(model, "is not there.", "Give a model file, or the name of a registered model.");
        }

        using var records = open();
        var version = records.Resolve(model);
        return (version.Reference, ForecastModel.Read(records.Read(version, ModelVersion.ModelFile), version.Reference));
    }

    private static Dictionary<string, BarSeries> Others(PredictRequest request, Pipeline pipeline, CancellationToken cancel)
    {
        var others = new Dictionary<string, BarSeries>();
        foreach (var item in request.Series)
        {
            var equals = item.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new InputException("--series", $"'{item}' is not a name and a file.", "Write it as NAME=FILE.");
            }

            var joined = pipeline.Series.FirstOrDefault(s => s.Name == item[..equals] && s.Bars is not null) ?? throw new InputException(
                "--series", $"the model has no series '{item[..equals]}' with bars of its own.", $"Its series: {Names(pipeline.Series)}.");
            others[joined.Name] = BarReader.Read(item[(equals + 1)..], joined.Bars!.Read, cancel).Bars;
        }

        return others;
    }

    private static string Names(IReadOnlyList<JoinedSeries> series) =>
        series.Where(s => s.Bars is not null).Select(s => s.Name).ToList() is { Count: > 0 } names ? string.Join(", ", names) : "none";

    private static void Summarise(
        Terminal terminal, PredictRequest request, string name, ForecastModel model, IReadOnlyList<Forecast> forecasts, ForecastHistory history)
    {
        var last = forecasts[^1];
        terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Wrote {Counted.Of(forecasts.Count, "forecast")} of {name} to {request.Output}; history: {history.ToString().ToLowerInvariant()}."));
        foreach (var line in Parts(model, forecasts))
        {
            terminal.Output.WriteLine(line);
        }

        terminal.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"The bar of {last.Target:yyyy-MM-dd HH:mm} UTC: {(last.Direction.Length > 0 ? last.Direction : "unknown")}, probability of up {last.Probability:0.0000}{Words(last)}."));
        if (!request.Quiet)
        {
            terminal.Error.WriteLine($"Verdict on record of this model: {model.Facts.Verdict}.");
        }
    }

    private static int Count(ForecastModel model, IReadOnlyList<Forecast> forecasts, ForecastPart part) => forecasts.Count(f => model.Facts.PartOf(f.Bar) == part);

    /// <summary>What the bars had to do with the model's training, a sentence each; none where all are new.</summary>
    private static IEnumerable<string> Parts(ForecastModel model, IReadOnlyList<Forecast> forecasts)
    {
        if (Count(model, forecasts, ForecastPart.Learnt) is var learnt and > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"The model has learnt from {learnt:N0} of these bars, up to {model.Facts.To:yyyy-MM-dd HH:mm} UTC; they are marked 'learnt', and 'vane judge' and 'vane backtest' leave them out.");
        }

        if (Count(model, forecasts, ForecastPart.Sealed) is var held and > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"{held:N0} lie in the hold-out that its run sealed and are marked 'sealed': judging or trading them is a look, and counted.");
        }
    }

    /// <summary>What goes with a probability, where the model tells it.</summary>
    private static string Words(Forecast forecast) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(forecast.Threshold == 0.5 ? "" : $", up is said above {forecast.Threshold:0.0000}")}{(forecast.Set is { } set ? $", set: {ForecastCsv.Word(set)}" : "")}{(double.IsNaN(forecast.Familiarity) ? "" : $", familiarity {forecast.Familiarity:0.00}")}");

    private sealed record PredictRequest(string Model, string Bars)
    {
        internal string? Output { get; init; }

        internal bool Outcomes { get; init; }

        internal string? Clock { get; init; }

        internal IReadOnlyList<string> Series { get; init; } = [];

        internal int Threads { get; init; } = 1;

        internal bool Json { get; init; }

        internal bool Quiet { get; init; }
    }
}
