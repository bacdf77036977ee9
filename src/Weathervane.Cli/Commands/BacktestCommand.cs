using System.CommandLine;
using System.Globalization;
using Weathervane.Bars;
using Weathervane.Cli.Records;
using Weathervane.Evaluation.Inference;
using Weathervane.Evaluation.Judging;
using Weathervane.Evaluation.Money;
using Weathervane.Learners.Formats;
using Weathervane.Pipelines;
using Weathervane.Pipelines.Running;
using Weathervane.Pipelines.Serving;
using Weathervane.Store.Studies;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane backtest PRED.csv|MODEL --bars FILE</c>: forecasts traded on bars, beside the market and a coin.</summary>
internal static class BacktestCommand
{
    internal static Command Create(Terminal terminal)
    {
        var forecasts = new Argument<string>("forecasts") { Description = "A CSV file of forecasts (what 'vane predict' writes, or a time and a probability of up a row; columns are found by name), or a model file, or " + ModelsCommand.ReferenceHelp, HelpName = "PRED.csv|MODEL" };
        var bars = new Option<string>("--bars", "-b") { Description = "A CSV file of bars (.csv or .csv.gz).", HelpName = "FILE", Required = true };
        var rule = new Option<string?>("--rule") { Description = $"How a probability becomes a position: {string.Join(", ", PositionRule.All.Select(r => r.Id))} (default: the model's pipeline, else long-flat).", HelpName = "RULE" };
        rule.AcceptOnlyFromAmong([.. PositionRule.All.Select(r => r.Id)]);
        var fee = new Option<double?>("--fee-bps") { Description = "Fee on what is traded, in basis points (default: the model's pipeline, else 5).", HelpName = "N" };
        var slippage = new Option<double?>("--slippage-bps") { Description = "How much worse than the open a trade is made, in basis points (default: the model's pipeline, else 2).", HelpName = "N" };
        var threshold = new Option<double?>("--threshold") { Description = "Up is said above it (default: the model's, else 0.5).", HelpName = "P" };
        var inSample = new Option<bool>("--in-sample") { Description = "Also trade bars that the model, or the file's column 'part', says were learnt from. It has seen them: this flatters." };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the coin.", DefaultValueFactory = _ => 42, HelpName = "N" };
        var trials = new Option<int>("--trials") { Description = "How many ways were tried of which this is the best: the deflated Sharpe ratio counts them.", DefaultValueFactory = _ => 1, HelpName = "N" };
        var command = new Command(
            "backtest",
            """
            Trades forecasts on bars: equity, drawdown, Sharpe ratio with its interval, turnover, break-even cost, by regime.

            A forecast known at a bar's close is acted on at the open of the bar after it, never on the bar that decides. Buy and hold, and a coin of
            the same daring, stand beside it at the same costs. docs/backtest.md says how each figure is worked out.

            Examples:
              vane backtest forecasts.csv --bars new.csv
              vane backtest sp500 --bars new.csv --rule long-short --fee-bps 10 --slippage-bps 5
            """)
        {
            forecasts, bars, rule, fee, slippage, threshold, inSample, seed, trials,
        };
        command.SetAction((parse, cancel) =>
        {
            var said = Read(parse, terminal, parse.GetValue(forecasts)!, parse.GetValue(bars)!, parse.GetValue(inSample), cancel);
            var options = said.Costs with { Seed = parse.GetValue(seed) };
            options = options with
            {
                Rule = parse.GetValue(rule) ?? options.Rule,
                FeeBps = Bps(parse.GetValue(fee), "--fee-bps") ?? options.FeeBps,
                SlippageBps = Bps(parse.GetValue(slippage), "--slippage-bps") ?? options.SlippageBps,
            };
            var at = parse.GetValue(threshold) is { } given ? Check.InRange(given, 0, 1, "--threshold") : said.Threshold;
            var thresholds = new double[said.Bars.Count];
            Array.Fill(thresholds, at);
            Show(parse, terminal, said, Backtest.Run(said.Bars, said.Probabilities, thresholds, options), Check.InRange(parse.GetValue(trials), 1, 1_000_000, "--trials"));
            return Task.FromResult(0);
        });
        return command;
    }

    private static double? Bps(double? given, string option) => given is { } bps ? Check.InRange(bps, 0, 500, option) : null;

    private static Forecasts Read(ParseResult parse, Terminal terminal, string source, string bars, bool inSample, CancellationToken cancel)
    {
        var isFile = File.Exists(source);
        if (isFile && !ModelFile.IsOne(File.ReadAllBytes(source)))
        {
            var series = BarReader.Read(bars, cancel: cancel).Bars;
            TradablePrices.Require(series, bars);
            var predictions = PredictionFile.Read(source, cancel: cancel);
            predictions = inSample ? predictions : predictions.Unlearnt(source);
            return new Forecasts(source, series, predictions.On(series), 0.5, new CostOptions()) { Cautions = predictions.Cautions };
        }

        var content = ModelContent.Of(parse, terminal, source);
        var model = ForecastModel.Read(content.Bytes, content.Name);
        var pipeline = PipelineFile.Parse(model.Facts.Pipeline, $"{content.Name}, its pipeline");
        var read = BarReader.Read(bars, pipeline.Bars.Read, cancel).Bars;
        TradablePrices.Require(read, bars);
        var probabilities = new double[read.Count];
        Array.Fill(probabilities, double.NaN);
        var traded = new Forecaster(model).Forecast(read, threads: terminal.Threads, cancel: cancel)
            .Where(f => inSample || model.Facts.PartOf(f.Bar) != ForecastPart.Learnt).ToList();
        foreach (var forecast in traded)
        {
            probabilities[read.Times.BinarySearch(forecast.Bar)] = forecast.Probability;
        }

        return probabilities.All(double.IsNaN)
            ? throw new InputException(
                bars,
                $"the model has learnt from bars up to {model.Facts.To:yyyy-MM-dd HH:mm} UTC, and these hold none after it.",
                "Give later bars; --in-sample trades on bars that it has seen, which flatters.")
            : Looked(parse, terminal, isFile, new Forecasts(content.Name, read, probabilities, model.Terms.Threshold, pipeline.Costs), model, pipeline, traded);
    }

    /// <summary>Trading the hold-out of the model's own run is a look at it: it is counted where the run's workspace is at hand, else said.</summary>
    private static Forecasts Looked(
        ParseResult parse, Terminal terminal, bool isFile, Forecasts said, ForecastModel model, Pipeline pipeline, IReadOnlyList<Forecast> traded)
    {
        List<string> cautions = [];
        if (traded.Count(f => model.Facts.PartOf(f.Bar) == ForecastPart.Learnt) is var learnt and > 0)
        {
            cautions.Add(string.Create(CultureInfo.InvariantCulture, $"{learnt:N0} of the bars are in sample: the model has learnt from them. This flatters."));
        }

        DateTime[] held = [.. traded.Select(f => f.Bar).Where(b => model.Facts.PartOf(b) == ForecastPart.Sealed)];
        if (held.Length == 0)
        {
            return said with { Cautions = cautions };
        }

        var what = string.Create(CultureInfo.InvariantCulture, $"{held.Length:N0} of the bars lie in the hold-out that the model's run sealed");
        if (isFile || RecordsOf.AddressOf(parse, terminal) is not null)
        {
            return said with { Cautions = [.. cautions, $"{what}: this is a look at it that nobody counts, since the workspace of that run is not at hand."] };
        }

        // Recorded before anything is shown, so that a crash cannot hide the look.
        using var workspace = Workspaces.OpenRequired(parse, terminal);
        var look = workspace.Holdouts.Record(new HoldoutLook(
            pipeline.Bars.SeriesName, $"{pipeline.Label.Id}/{pipeline.Label.BarsAhead}", held[0], held[^1] + said.Bars.Interval, Workspaces.UserOf(terminal)));
        cautions.Add(string.Create(
            CultureInfo.InvariantCulture, $"{what}: this is look {look} at this span, and counted. The next one tests at {MultipleTesting.LevelOfLook(look + 1):0.####} instead of 0.05."));
        return said with { Cautions = cautions, Look = look };
    }

    private static void Show(ParseResult parse, Terminal terminal, Forecasts said, Backtest backtest, int trials)
    {
        (string Name, MoneyFigures Figures)[] ways = [(said.Name, backtest.StrategyFigures), ("buy and hold", backtest.HoldFigures), ("coin", backtest.CoinFigures)];
        if (parse.GetValue(CommonOptions.Json))
        {
            terminal.WriteJson(new
            {
                from = backtest.Times[0], to = backtest.Times[^1], steps = backtest.Strategy.Steps,
                rule = backtest.Options.Rule, backtest.Options.FeeBps, backtest.Options.SlippageBps,
                deflatedSharpe = new { trials, probability = backtest.DeflatedSharpe(trials) },
                ways = ways.Select(w => new { name = w.Name, w.Figures }),
                backtest.Regimes,
                warnings = said.Cautions,
                said.Look,
            });
            return;
        }

        terminal.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{backtest.Strategy.Steps:N0} bars, {backtest.Times[0]:yyyy-MM-dd HH:mm} to {backtest.Times[^1]:yyyy-MM-dd HH:mm} UTC. {ReportMoneyOf.Rule(backtest.Options)}"));
        foreach (var caution in said.Cautions)
        {
            terminal.Output.WriteLine("Mind: " + caution);
        }

        terminal.WriteTable(
            ["way", .. ReportMoneyOf.Facts(ways[0].Figures).Select(f => ">" + f.Name)],
            ways.Select(w => (IReadOnlyList<string>)[w.Name, .. ReportMoneyOf.Facts(w.Figures).Select(f => f.Value)]));
        if (ReportMoneyOf.Luck(backtest, trials) is { } luck)
        {
            terminal.Output.WriteLine(luck);
        }

        terminal.Output.WriteLine();
        terminal.WriteTable(
            ["by", "kind", ">bars", ">mean, bps", ">95 % interval", ">market, bps"],
            backtest.Regimes.Select(r => (IReadOnlyList<string>)
            [
                r.By, r.Name, r.Steps.ToString("N0", CultureInfo.InvariantCulture), Text(r.MeanBps), $"{Text(r.Low)} to {Text(r.High)}", Text(r.MarketBps),
            ]));
    }

    private static string Text(double value) => double.IsFinite(value) ? value.ToString("0.00", CultureInfo.InvariantCulture) : "-";

    private sealed record Forecasts(string Name, BarSeries Bars, double[] Probabilities, double Threshold, CostOptions Costs)
    {
        /// <summary>What the bars have to do with the model's training, a sentence each.</summary>
        internal IReadOnlyList<string> Cautions { get; init; } = [];

        /// <summary>The how-manieth look at the hold-out this is; null where none was counted.</summary>
        internal int? Look { get; init; }
    }
}
