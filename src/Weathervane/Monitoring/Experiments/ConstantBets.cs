using Weathervane.Numerics;

namespace Weathervane.Monitoring.Experiments;

/// <summary>Six gamblers who each stake the same part of their wealth on every bar, and share one stake between them at the start.</summary>
/// <remarks>
/// A gambler's wealth is multiplied by 1 + r x, where x is the bar's advantage in nats and r the gambler's rate. Where mean x is at most m, given the
/// past, (1 + r x) / (1 + r m) has a mean of at most 1, so their wealth seldom grows. As log(1 + r x) is all that is summed, evidence against every m
/// comes from the same six sums; and as the rates never change, Jensen's inequality lets m be the mean of the bars so far, however it moved about.
/// Source: Waudby-Smith and Ramdas (2024), JRSS B 86(1), on betting; decision 0033 says why the bets are constant.
/// </remarks>
internal sealed class ConstantBets
{
    // The boldest gambler stakes 99 % of what a bar can lose, each other half as much as the one before. Forecasts of markets differ by so little that
    // the boldest is mostly the best, so it has the most of the stake; the others are there for challengers that win and lose much.
    private const double Boldest = 0.99, BoldestShare = 0.85;
    private const int Gamblers = 6;

    private static readonly double[] Rates = [.. Enumerable.Range(0, Gamblers).Select(i => Boldest / LossAdvantage.Bound / (1 << i))];
    private static readonly double[] LogShares = [.. Enumerable.Range(0, Gamblers).Select(i => FixedMath.Log(i == 0 ? BoldestShare : (1 - BoldestShare) / (Gamblers - 1)))];
    private readonly double[] _logWealth = new double[Gamblers];

    /// <summary>Bars whose outcome counts.</summary>
    internal long Bars { get; private set; }

    /// <summary>Log wealth of the gambler who has most: evidence against 0 is never more.</summary>
    internal double Most
    {
        get
        {
            var most = double.NegativeInfinity;
            foreach (var log in _logWealth)
            {
                most = Math.Max(most, log);
            }

            return most;
        }
    }

    /// <summary>What the gambler who did best gained, in log wealth over all streams.</summary>
    internal static double BestGain(ReadOnlySpan<ConstantBets> streams)
    {
        var best = double.NegativeInfinity;
        for (var i = 0; i < Gamblers; i++)
        {
            var sum = 0.0;
            foreach (var stream in streams)
            {
                sum += stream._logWealth[i];
            }

            best = Math.Max(best, sum);
        }

        return best;
    }

    /// <summary>Takes the next bar's advantage, within [-ln 99, ln 99].</summary>
    internal void Settle(double advantage)
    {
        for (var i = 0; i < Gamblers; i++)
        {
            _logWealth[i] += FixedMath.Log1P(Rates[i] * advantage);
        }

        Bars++;
    }

    /// <summary>Log of the shared wealth against "the mean is at most <paramref name="mean"/>".</summary>
    /// <param name="mean">Nats, within [-ln 99, ln 99].</param>
    /// <param name="pending">The worst advantage that a bet which is still open can come to; NaN for none.</param>
    internal double LogEvidence(double mean, double pending)
    {
        Span<double> logs = stackalloc double[Gamblers];
        for (var i = 0; i < Gamblers; i++)
        {
            var hurdle = mean == 0 ? 0 : FixedMath.Log1P(Rates[i] * mean);
            logs[i] = LogShares[i] + _logWealth[i] - (Bars * hurdle)
                + (double.IsNaN(pending) ? 0 : FixedMath.Log1P(Rates[i] * pending) - hurdle);
        }

        return LogOfSum(logs);
    }

    /// <summary>log(sum of exp) without overflow.</summary>
    internal static double LogOfSum(ReadOnlySpan<double> logs)
    {
        var most = double.NegativeInfinity;
        foreach (var log in logs)
        {
            most = Math.Max(most, log);
        }

        if (double.IsInfinity(most))
        {
            return most;
        }

        var sum = 0.0;
        foreach (var log in logs)
        {
            sum += FixedMath.Exp(log - most);
        }

        return most + FixedMath.Log(sum);
    }
}
