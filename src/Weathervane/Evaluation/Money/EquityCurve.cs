namespace Weathervane.Evaluation.Money;

/// <summary>What became of an equity of 1, step by step. Immutable.</summary>
/// <remarks>A step runs from one open to the next, the last one to its bar's close. The position of a step was decided on bars before it. It
/// is a share of the equity and is kept at that share bar by bar, free of charge; a change costs in proportion to its size. An equity of 0 stays 0.</remarks>
public sealed class EquityCurve
{
    private readonly double[] _equity, _positions;

    private EquityCurve(double[] equity, double[] positions, double costs, IReadOnlyList<Trade> trades) =>
        (_equity, _positions, Costs, Trades) = (equity, positions, costs, trades);

    /// <summary>[steps + 1] the equity before the first trade, which is 1, and after each step.</summary>
    public ReadOnlySpan<double> Equity => _equity;

    /// <summary>[steps] the share of the equity that was invested: -1 short to 1 long.</summary>
    public ReadOnlySpan<double> Positions => _positions;

    /// <summary>How many steps there are.</summary>
    public int Steps => _positions.Length;

    /// <summary>What trading cost, in units of the first equity.</summary>
    public double Costs { get; }

    /// <summary>Stretches with one position other than 0, in time order; the product of their factors is the last equity.</summary>
    public IReadOnlyList<Trade> Trades { get; }

    /// <summary>[steps] what each step added to the equity, as a share of it, costs included.</summary>
    public double[] Returns()
    {
        var returns = new double[Steps];
        for (var k = 0; k < returns.Length; k++)
        {
            returns[k] = _equity[k] > 0 ? (_equity[k + 1] / _equity[k]) - 1 : 0;
        }

        return returns;
    }

    /// <summary>[steps + 1] how far the equity is below its highest so far, as a share of that: 0 to 1.</summary>
    public double[] Drawdowns()
    {
        var (drawdowns, top) = (new double[_equity.Length], 0.0);
        for (var k = 0; k < drawdowns.Length; k++)
        {
            top = Math.Max(top, _equity[k]);
            drawdowns[k] = 1 - (_equity[k] / top);
        }

        return drawdowns;
    }

    /// <summary>Trades positions.</summary>
    /// <param name="prices">[steps + 1] above 0: the open of each step, and the close of the last.</param>
    /// <param name="positions">[steps] -1 to 1.</param>
    /// <param name="cost">What a trade of the whole equity costs, as a share of it, 0 to 0.4.</param>
    /// <exception cref="ArgumentException">Lengths differ, or a value is out of range.</exception>
    public static EquityCurve Of(ReadOnlySpan<double> prices, ReadOnlySpan<double> positions, double cost)
    {
        Check.SameLength(prices.Length, positions.Length + 1, nameof(prices));
        Check.InRange(cost, 0, 0.4);
        var (equity, trades) = (new double[prices.Length], new List<Trade>());
        equity[0] = 1;
        // The open trade: its position, its first step, the equity before it, and after its cost, and the price that it began at.
        double now = 1, position = 0, before = 1, start = 1, entry = Check.InRange(prices[0], double.Epsilon, double.MaxValue), costs = 0;
        var first = 0;
        for (var k = 0; k < positions.Length; k++)
        {
            var wanted = Check.InRange(positions[k], -1.0, 1.0);
            if (wanted != position)
            {
                Close(k);
                before = now;
                var fee = now * (cost * Math.Abs(wanted - position));
                (costs, now, position, first, entry) = (costs + fee, now - fee, wanted, k, prices[k]);
                start = now;
            }

            var price = Check.InRange(prices[k + 1], double.Epsilon, double.MaxValue);
            // A long position is so many units of the market: taken from its start, so that rounding does not add up.
            now = position == 1 ? start * (price / entry) : position == 0 ? now : Math.Max(now * (1 + (position * ((price / prices[k]) - 1))), 0);
            equity[k + 1] = now;
        }

        Close(positions.Length);
        return new EquityCurve(equity, positions.ToArray(), costs, trades);

        void Close(int end)
        {
            if (end > first && (position != 0 || start != before))
            {
                trades.Add(new Trade(first, end, position, before > 0 ? now / before : 0));
            }
        }
    }
}

/// <summary>A stretch of steps with one position.</summary>
/// <param name="First">Its first step.</param>
/// <param name="End">The step after its last.</param>
/// <param name="Position">-1 short to 1 long; 0 where it only cost what leaving the market costs.</param>
/// <param name="Factor">What the equity was multiplied by, the cost of entering included.</param>
public readonly record struct Trade(int First, int End, double Position, double Factor);
