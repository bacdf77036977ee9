using Weathervane.Numerics;

namespace Weathervane.Evaluation.Money;

/// <summary>What a way of trading came to. Shares, not percent.</summary>
public sealed record MoneyFigures
{
    /// <summary>What was gained in all: 0.1 is 10 %.</summary>
    public required double Return { get; init; }

    /// <summary>The same a year, compounded; NaN for less than a day.</summary>
    public required double ReturnPerYear { get; init; }

    /// <summary>Sharpe ratio a year, with its interval; the rate without risk counts as 0.</summary>
    public required SharpeRatio Sharpe { get; init; }

    /// <summary>The deepest fall from a highest equity, 0 to 1.</summary>
    public required double Drawdown { get; init; }

    /// <summary>How often the whole equity was traded, a year: going long and out again is 2.</summary>
    public required double TurnoverPerYear { get; init; }

    /// <summary>How many trades there were.</summary>
    public required int Trades { get; init; }

    /// <summary>Mean absolute position, 0 to 1.</summary>
    public required double Exposure { get; init; }

    /// <summary>What trading cost, in units of the first equity.</summary>
    public required double Costs { get; init; }

    /// <summary>The cost in basis points of what is traded, fee and slippage together, at which nothing would have been gained; NaN where nothing
    /// was gained without costs, or nothing traded.</summary>
    public required double BreakEvenBps { get; init; }

    // Newton's method needs some six.
    private const int StepsMost = 100;

    internal static MoneyFigures Of(EquityCurve curve, EquityCurve free, double years)
    {
        var (returns, last) = (curve.Returns(), curve.Equity[^1]);
        double turnover = 0, exposure = 0, position = 0;
        foreach (var next in curve.Positions)
        {
            (turnover, exposure, position) = (turnover + Math.Abs(next - position), exposure + Math.Abs(next), next);
        }

        return new MoneyFigures
        {
            Return = last - 1,
            // A year is no fair unit for less than a day.
            ReturnPerYear = years * 365 < 1 ? double.NaN : last > 0 ? FixedMath.Exp(FixedMath.Log(last) / years) - 1 : -1,
            Sharpe = SharpeRatio.Of(returns, curve.Steps / years),
            Drawdown = curve.Drawdowns().Max(),
            TurnoverPerYear = turnover / years,
            Trades = curve.Trades.Count(t => t.Position != 0),
            Exposure = exposure / curve.Steps,
            Costs = curve.Costs,
            BreakEvenBps = 10_000 * BreakEven(curve.Positions, free.Equity[^1]),
        };
    }

    /// <summary>The cost c at which the product of 1 - c |change| undoes the growth without costs.</summary>
    private static double BreakEven(ReadOnlySpan<double> positions, double growth)
    {
        var (sizes, position) = (new List<double>(), 0.0);
        foreach (var next in positions)
        {
            if (next != position)
            {
                sizes.Add(Math.Abs(next - position));
                position = next;
            }
        }

        if (!(growth > 1) || sizes.Count == 0)
        {
            return double.NaN;
        }

        // The logarithm of the product falls, faster and faster: Newton's first step may pass the root, the others come back to it.
        var (target, cost) = (FixedMath.Log(growth), 0.0);
        for (var step = 0; step < StepsMost; step++)
        {
            double value = target, slope = 0;
            foreach (var size in sizes)
            {
                var left = Math.Max(1 - (cost * size), 1e-12);
                value += FixedMath.Log(left);
                slope += size / left;
            }

            var change = value / slope;
            cost += change;
            if (!(Math.Abs(change) > 1e-13 * cost))
            {
                break;
            }
        }

        return cost;
    }
}
