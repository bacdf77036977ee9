using Weathervane.Bars;
using Weathervane.Numerics;

namespace Weathervane.Evaluation.Money;

/// <summary>Forecasts traded on bars, beside holding the market and a coin that trades by the same rule. Plain data for tables and reports.</summary>
public sealed record Backtest
{
    /// <summary>How it was traded.</summary>
    public required CostOptions Options { get; init; }

    /// <summary>[steps + 1] when each step began, and when the last one ended, UTC.</summary>
    public required IReadOnlyList<DateTime> Times { get; init; }

    /// <summary>The forecasts' way.</summary>
    public required EquityCurve Strategy { get; init; }

    /// <summary>The market's: bought at the first open, at the same cost.</summary>
    public required EquityCurve Hold { get; init; }

    /// <summary>The coin's.</summary>
    public required EquityCurve Coin { get; init; }

    /// <summary>What the three came to.</summary>
    public required MoneyFigures StrategyFigures { get; init; }

    /// <summary>What holding came to.</summary>
    public required MoneyFigures HoldFigures { get; init; }

    /// <summary>What the coin came to.</summary>
    public required MoneyFigures CoinFigures { get; init; }

    /// <summary>The forecasts' way by what the market was like.</summary>
    public required IReadOnlyList<RegimeLine> Regimes { get; init; }

    /// <summary>The chance that the forecasts' way has a true Sharpe ratio above that of the best of so many tries without skill.</summary>
    /// <param name="trials">How many unrelated tries it is the best of, at least 1; at 1 the chance that it is above 0.</param>
    /// <returns>NaN for fewer than two steps, or returns that never change.</returns>
    public double DeflatedSharpe(double trials) => Strategy.Steps < 2 ? double.NaN : Inference.DeflatedSharpe.Of(Strategy.Returns(), trials);

    /// <summary>Trades forecasts: one of a bar's close is acted on at the open of the bar after it, never on the bar that decides.</summary>
    /// <param name="bars">The bars.</param>
    /// <param name="probabilities">[bars] of up, as known at each bar's close; NaN for no forecast, and then no position.</param>
    /// <param name="thresholds">[bars] up is said above it; null for one half.</param>
    /// <param name="options">Rule and costs.</param>
    /// <returns>From the bar after the first forecast to the bar after the last one.</returns>
    /// <exception cref="InputException">No forecast has a bar after it.</exception>
    /// <exception cref="ArgumentException">Lengths differ, or a probability is outside [0, 1].</exception>
    public static Backtest Run(BarSeries bars, double[] probabilities, double[]? thresholds, CostOptions options)
    {
        Check.SameLength(probabilities.Length, bars.Count, nameof(probabilities));
        Check.SameLength(thresholds?.Length ?? bars.Count, bars.Count, nameof(thresholds));
        var first = Array.FindIndex(probabilities, p => !double.IsNaN(p));
        var last = Math.Min(Array.FindLastIndex(probabilities, p => !double.IsNaN(p)), bars.Count - 2);
        if (first < 0 || last < first)
        {
            throw new InputException(bars.Name, "no forecast has a bar after it to trade on.", "Give forecasts of these bars, and bars that go on after them.");
        }

        // The step of decision bar b is the bar b + 1.
        var (steps, rule) = (last - first + 1, PositionRule.Of(options.Rule));
        var prices = Prices(bars, first, steps);
        var years = (bars.Times[last + 1] + bars.Interval - bars.Times[first + 1]).TotalDays / 365.25;
        var strategy = Traded(Positions(k => probabilities[first + k], Threshold));
        var hold = Traded(Constant(1));
        var random = new SeededRandom(options.Seed);
        // The coin takes the size of each forecast and tosses its direction, so that it dares as much as the forecasts do.
        var coin = Traded(Positions(k => Tossed(probabilities[first + k], Threshold(k)), Threshold));
        return new Backtest
        {
            Options = options,
            Times = [.. Enumerable.Range(first + 1, steps).Select(b => bars.Times[b]), bars.Times[last + 1] + bars.Interval],
            Strategy = strategy.Curve,
            Hold = hold.Curve,
            Coin = coin.Curve,
            StrategyFigures = strategy.Figures,
            HoldFigures = hold.Figures,
            CoinFigures = coin.Figures,
            Regimes = Money.Regimes.Of(bars, first, strategy.Curve.Returns(), hold.Free.Returns()),
        };

        double Threshold(int step) => thresholds?[first + step] ?? 0.5;

        double Tossed(double probability, double threshold) => double.IsNaN(probability) || random.NextInt(2) == 0
            ? probability
            : Math.Clamp((2 * threshold) - probability, 0, 1);

        double[] Constant(double value)
        {
            var positions = new double[steps];
            Array.Fill(positions, value);
            return positions;
        }

        double[] Positions(Func<int, double> probability, Func<int, double> threshold)
        {
            var positions = new double[steps];
            for (var k = 0; k < steps; k++)
            {
                var p = probability(k);
                positions[k] = double.IsNaN(p) ? 0 : rule.Position(Check.InRange(p, 0.0, 1.0), threshold(k));
            }

            return positions;
        }

        (EquityCurve Curve, EquityCurve Free, MoneyFigures Figures) Traded(double[] positions)
        {
            var (curve, free) = (EquityCurve.Of(prices, positions, options.Cost), EquityCurve.Of(prices, positions, 0));
            return (curve, free, MoneyFigures.Of(curve, free, years));
        }
    }

    /// <summary>[steps + 1] the open of each step and the close of the last.</summary>
    private static double[] Prices(BarSeries bars, int first, int steps)
    {
        var prices = new double[steps + 1];
        bars.Open.Slice(first + 1, steps).CopyTo(prices);
        prices[steps] = bars.Close[first + steps];
        return prices;
    }
}
