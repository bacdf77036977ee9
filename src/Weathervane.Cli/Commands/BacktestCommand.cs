using System.CommandLine;
using System.Globalization;
using Weathervane.Bars;
using Weathervane.Evaluation;
using Weathervane.Evaluation.Inference;
using Weathervane.Evaluation.Judging;
using Weathervane.Evaluation.Money;
using Weathervane.Learners.Formats;
using Weathervane.Pipelines;
using Weathervane.Pipelines.Reports;
using Weathervane.Pipelines.Running;
using Weathervane.Pipelines.Serving;
using Weathervane.Server.Jobs.Searches;
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
            // What the command line asks is checked first: a look at a hold-out that shows nothing must not be counted.
            var (fees, slips) = (Bps(parse.GetValue(fee), "--fee-bps"), Bps(parse.GetValue(slippage), "--slippage-bps"));
            var above = parse.GetValue(threshold) is { } given ? Check.InRange(given, 0, 1, "--threshold") : (double?)null;
            var tried = Check.InRange(parse.GetValue(trials), 1, 1_000_000, "--trials");
            var said = Read(terminal, () => ModelContent.Of(parse, terminal, parse.GetValue(forecasts)!), parse.GetValue(forecasts)!, parse.GetValue(bars)!, parse.GetValue(inSample), cancel);
            var options = said.Costs with { Seed = parse.GetValue(seed) };
            options = options with { Rule = parse.GetValue(rule) ?? options.Rule, FeeBps = fees ?? options.FeeBps, SlippageBps = slips ?? options.SlippageBps };
            var thresholds = new double[said.Bars.Count];
            Array.Fill(thresholds, above ?? said.Threshold);
            var backtest = Backtest.Run(said.Bars, said.Probabilities, thresholds, options);
            // Recorded before anything is shown, so that a crash cannot hide the look.
            Show(parse, terminal, said.Looking(parse, terminal, said), backtest, tried);
            return Task.FromResult(0);
        });
        return command;
    }

    private static double? Bps(double? given, string option) => given is { } bps ? Check.InRange(bps, 0, 500, option) : null;

    private static Forecasts Read(Terminal terminal, Func<ModelContent> model, string source, string bars, bool inSample, CancellationToken cancel)
    {
        if (File.Exists(source) && !ModelFile.IsOne(File.ReadAllBytes(source)))
        {
            var series = BarReader.Read(bars, cancel: cancel).Bars;
            TradablePrices.Require(series, bars);
            var predictions = PredictionFile.Read(source, cancel: cancel);
            predictions = inSample ? predictions : predictions.Unlearnt(source);
            return new Forecasts(source, series, predictions.On(series), 0.5, new CostOptions(), (parse, at, said) =>
            {
                var looked = predictions with { Look = HoldoutLooks.OfFile(parse, at, predictions, series, predictions.HorizonOn(series) ?? 1) };
                return said with { Cautions = looked.Cautions, Look = looked.Look };
            });
        }

        return OfModel(terminal, model(), bars, inSample, cancel);
    }

    private static Forecasts OfModel(Terminal terminal, ModelContent content, string bars, bool inSample, CancellationToken cancel)
    {
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
            : new Forecasts(
                content.Name, read, probabilities, model.Terms.Threshold, pipeline.Costs, (parse, at, said) => Looked(parse, at, said, model, pipeline, traded));
    }

    /// <summary>Trading the hold-out of the model's own run is a look at it: it is counted where a workspace or a server is at hand, else said.</summary>
    private static Forecasts Looked(
        ParseResult parse, Terminal terminal, Forecasts said, ForecastModel model, Pipeline pipeline, IReadOnlyList<Forecast> traded)
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
        var counted = HoldoutLooks.OfModel(parse, terminal, new HoldoutLook(
            pipeline.Bars.SeriesName, TryRecords.LabelOf(pipeline), held[0], held[^1] + said.Bars.Interval, Workspaces.UserOf(terminal)));
        if (counted is not { } look)
        {
            return said with { Cautions = [.. cautions, $"{what}: this is a look at it that nobody counts, since no workspace is at hand."] };
        }

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
                regimes = backtest.Regimes.Select(r => new
                {
                    r.By, r.Name, r.Steps, r.MeanBps, r.Low, r.High, r.MarketBps, r.PValue, r.PValueOfAll, verdict = r.Verdict is { } word ? VerdictWords.Of(word) : null,
                }),
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
        var regimes = ReportMoneyOf.Regimes(backtest);
        terminal.Output.WriteLine(ReportMoney.OfKinds(regimes));
        terminal.WriteTable(
            ["by", "kind", ">bars", ">mean, bps", ">95 % interval", ">market, bps", ">p", ">p of all (Holm)", "verdict"],
            regimes.Select(r => (IReadOnlyList<string>)
            [
                r.By, r.Name, r.Steps.ToString("N0", CultureInfo.InvariantCulture), Text(r.MeanBps), $"{Text(r.Low)} to {Text(r.High)}", Text(r.MarketBps),
                ComparisonTable.P(r.PValue), ComparisonTable.P(r.PValueOfAll), OutcomeWords.Of(r.Outcome),
            ]));
    }

    private static string Text(double value) => double.IsFinite(value) ? value.ToString("0.00", CultureInfo.InvariantCulture) : "-";

    private sealed record Forecasts(string Name, BarSeries Bars, double[] Probabilities, double Threshold, CostOptions Costs, Func<ParseResult, Terminal, Forecasts, Forecasts> Looking)
    {
        /// <summary>What the bars have to do with the model's training, a sentence each.</summary>
        internal IReadOnlyList<string> Cautions { get; init; } = [];

        /// <summary>The how-manieth look at the hold-out this is; null where none was counted.</summary>
        internal int? Look { get; init; }
    }
}
