using System.CommandLine;
using System.Globalization;
using Weathervane.Bars;
using Weathervane.Evaluation.Judging;
using Weathervane.Evaluation.Money;
using Weathervane.Learners.Formats;
using Weathervane.Pipelines;
using Weathervane.Pipelines.Running;
using Weathervane.Pipelines.Serving;

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
        var inSample = new Option<bool>("--in-sample") { Description = "Also trade bars that the model has learnt from. It has seen them: this flatters." };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the coin.", DefaultValueFactory = _ => 42, HelpName = "N" };
        var trials = new Option<int>("--trials") { Description = "How many ways were tried of which this is the best: the deflated Sharpe ratio counts them.", DefaultValueFactory = _ => 1, HelpName = "N" };
        var command = new Command(
            "backtest",
            """
            Trades forecasts on bars: equity, drawdown, Sharpe ratio with its interval, turnover, break-even cost, by regime.

            A forecast known at a bar's close is acted on at the open of the bar after it, never on the bar that decides. Buy and hold, and a coin of
            the same daring, stand beside it at the same costs. docs/backtest.md says how each figure is worked out.

            Examples:
              vane backtest forecasts.csv --bars samples/sp500.csv
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
            Show(parse, terminal, said.Name, Backtest.Run(said.Bars, said.Probabilities, thresholds, options), Check.InRange(parse.GetValue(trials), 1, 1_000_000, "--trials"));
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
            return new Forecasts(source, series, PredictionFile.Read(source, cancel: cancel).On(series), 0.5, new CostOptions());
        }

        var content = ModelContent.Of(parse, terminal, source);
        var model = ForecastModel.Read(content.Bytes, content.Name);
        var pipeline = PipelineFile.Parse(model.Facts.Pipeline, $"{content.Name}, its pipeline");
        var read = BarReader.Read(bars, pipeline.Bars.Read, cancel).Bars;
        var probabilities = new double[read.Count];
        Array.Fill(probabilities, double.NaN);
        foreach (var forecast in new Forecaster(model).Forecast(read, threads: terminal.Threads, cancel: cancel).Where(f => inSample || f.Bar > model.Facts.To))
        {
            probabilities[read.Times.BinarySearch(forecast.Bar)] = forecast.Probability;
        }

        return probabilities.All(double.IsNaN)
            ? throw new InputException(
                bars,
                $"the model has learnt from bars up to {model.Facts.To:yyyy-MM-dd HH:mm} UTC, and these hold none after it.",
                "Give later bars; --in-sample trades on bars that it has seen, which flatters.")
            : new Forecasts(content.Name, read, probabilities, model.Terms.Threshold, pipeline.Costs);
    }

    private static void Show(ParseResult parse, Terminal terminal, string name, Backtest backtest, int trials)
    {
        (string Name, MoneyFigures Figures)[] ways = [(name, backtest.StrategyFigures), ("buy and hold", backtest.HoldFigures), ("coin", backtest.CoinFigures)];
        if (parse.GetValue(CommonOptions.Json))
        {
            terminal.WriteJson(new
            {
                from = backtest.Times[0], to = backtest.Times[^1], steps = backtest.Strategy.Steps,
                rule = backtest.Options.Rule, backtest.Options.FeeBps, backtest.Options.SlippageBps,
                deflatedSharpe = new { trials, probability = backtest.DeflatedSharpe(trials) },
                ways = ways.Select(w => new { name = w.Name, w.Figures }),
                backtest.Regimes,
            });
            return;
        }

        terminal.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{backtest.Strategy.Steps:N0} bars, {backtest.Times[0]:yyyy-MM-dd HH:mm} to {backtest.Times[^1]:yyyy-MM-dd HH:mm} UTC. {ReportMoneyOf.Rule(backtest.Options)}"));
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

    private sealed record Forecasts(string Name, BarSeries Bars, double[] Probabilities, double Threshold, CostOptions Costs);
}
