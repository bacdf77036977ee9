using Weathervane.Numerics;

namespace Weathervane.Monitoring.Experiments;

/// <summary>Five gamblers who each stake the same part of what they can be sure of on every bar, and share one stake between them at the start.</summary>
/// <remarks>
/// A bet on a bar is r times what its gambler has left if all of the bets that are still open are lost in the worst way, and wins r x of that when the bar's label ends. So
/// bets on labels that overlap lie side by side: what is sure is never more than what is expected of all bets once they have ended, which is a supermartingale of the full past
/// where mean x is at most 0, given the past. Where it is at most m above 0, that grows by a factor of 1 + r m a bet at most.
/// A gambler whose rate would let one bar, as the two forecasts stand, take more than 99.5 % of what is sure folds: what he has won is gone. Evidence that is given up is never too much evidence.
/// With a horizon of one bar nothing is ever open: the wealth is the product of (1 + r x), and (1 + r m)^n bounds it for the mean m of the bars so far, however it moved about.
/// Source: Waudby-Smith and Ramdas (2024), JRSS B 86(1), on betting; decision 0059 says why bets lie side by side and why some gamblers fold.
/// </remarks>
internal sealed class FoldingBets : IOneSidedBets
{
    private const double MostOfOneBar = 0.995, FarFromOne = 200;

    // With labels of one bar the best rate for a challenger that knows the truth is 0.5 a nat, noise of both lowers it, and a verdict by a certain day is likeliest a little below
    // the best rate. The gambler of Safe never folds.
    private const double Bold = 0.26, Safe = 0.99, Low = 0.06, Lowest = 0.015;
    private static readonly double[] Shares = [0.60, 0.15, 0.19, 0.03, 0.03];
    private static readonly double[] LogShares = [.. Shares.Select(FixedMath.Log)];
    private static readonly double Ln2 = FixedMath.Log(2);

    private readonly double[] _rates, _sure, _staked, _held, _worst;
    private readonly long[] _doublings;
    private readonly InterleavedBets? _below;
    private int _next;
    private long _bets, _bars;

    internal FoldingBets(int horizon)
    {
        _rates = Rates(horizon);
        (_sure, _doublings, _staked) = (new double[Shares.Length], new long[Shares.Length], new double[Shares.Length * horizon]);
        Array.Fill(_sure, 1);
        (_held, _worst) = (new double[horizon], new double[horizon]);
        Array.Fill(_held, double.NaN);
        _below = horizon == 1 ? null : new InterleavedBets(horizon);
    }

    /// <summary>The logarithm of each gambler's share of the stake.</summary>
    internal static ReadOnlySpan<double> LogStakes => LogShares;

    /// <summary>How much more a sum of advantages varies than if no labels overlapped.</summary>
    /// <remarks>Neighbouring labels share all but one of their h bars. The signs of two sums of h moves that share h - k are correlated by 2 / pi asin(1 - k / h), which is
    /// 0.77 (1 - k / h) but for little; twice that over all k is 0.77 (h - 1).</remarks>
    internal static double Overlap(int horizon) => 1 + (0.77 * (horizon - 1));

    /// <summary>What part of what is sure each gambler stakes on a bar.</summary>
    internal static double[] Rates(int horizon)
    {
        var overlap = Overlap(horizon);
        return [Bold / Math.Sqrt(overlap), Bold / overlap, Safe / LossAdvantage.Bound, Low / overlap, Lowest / overlap];
    }

    /// <inheritdoc/>
    public double Growth => Enumerable.Range(0, Shares.Length).Max(LogWealth) / _bars;

    /// <inheritdoc/>
    public double Add(double advantage, double worst)
    {
        _below?.Add(advantage, worst);
        if (_held.Length == 1 && double.IsNaN(advantage))
        {
            return double.NaN;
        }

        // What is still open in this place was a bar without an outcome: its stakes are given back.
        Settle(_next, -_worst[_next]);
        (_held[_next], _worst[_next]) = (advantage, worst);
        Stake(worst);
        _bets++;
        _next = (_next + 1) % _held.Length;
        var counted = _held[_next];
        if (!double.IsNaN(counted))
        {
            Settle(_next, counted - _worst[_next]);
            _held[_next] = double.NaN;
            _bars++;
        }

        return counted;
    }

    /// <inheritdoc/>
    public bool Reaches(double logThreshold)
    {
        // Together they have at most what the richest has.
        for (var gambler = 0; gambler < Shares.Length; gambler++)
        {
            if (_sure[gambler] > 0 && (Math.ILogB(_sure[gambler]) + 1 + _doublings[gambler]) * Ln2 >= logThreshold)
            {
                return LogEvidence() >= logThreshold;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public double LogEvidence(double mean = 0)
    {
        // Bets that lie side by side shrink with what is sure, and it is not known how fast a mean below 0 empties them.
        if (mean < 0 && _below is not null)
        {
            return _below.LogEvidence(mean);
        }

        Span<double> logs = stackalloc double[Shares.Length];
        for (var gambler = 0; gambler < logs.Length; gambler++)
        {
            var factor = 1 + (_rates[gambler] * mean);
            // No bar that is not folded at can lose as much as such a mean says.
            var hurdle = mean == 0 || _bets == 0 ? 0 : factor <= 0 ? double.NegativeInfinity : _bets * FixedMath.Log(factor);
            logs[gambler] = _sure[gambler] == 0 ? double.NegativeInfinity : LogShares[gambler] + LogWealth(gambler) - hurdle;
        }

        return ConstantBets.LogOfSum(logs);
    }

    /// <inheritdoc/>
    public double LowerBound(double logThreshold) => _below is null || LogEvidence() >= logThreshold
        ? Bisection.LowestMean(LogEvidence, logThreshold, _below is null ? -LossAdvantage.Bound : 0, LossAdvantage.Bound)
        : Math.Min(0, _below.LowerBound(logThreshold));

    private void Stake(double worst)
    {
        for (var gambler = 0; gambler < Shares.Length; gambler++)
        {
            if (-worst * _rates[gambler] > MostOfOneBar)
            {
                _sure[gambler] = 0;
                StakesOf(gambler).Clear();
            }

            var stake = _rates[gambler] * _sure[gambler];
            StakesOf(gambler)[_next] = stake;
            _sure[gambler] += stake * worst;
        }
    }

    /// <summary>Ends the bets on one bar.</summary>
    /// <param name="place">Of the bar.</param>
    /// <param name="regained">By how much it came out above its worst, in nats.</param>
    private void Settle(int place, double regained)
    {
        for (var gambler = 0; gambler < Shares.Length; gambler++)
        {
            ref var stake = ref StakesOf(gambler)[place];
            if (stake == 0)
            {
                continue;
            }

            _sure[gambler] += stake * regained;
            stake = 0;
            KeepNearOne(gambler);
        }
    }

    private void KeepNearOne(int gambler)
    {
        var doublings = Math.ILogB(_sure[gambler]);
        if (Math.Abs(doublings) > FarFromOne)
        {
            _doublings[gambler] += doublings;
            _sure[gambler] = Math.ScaleB(_sure[gambler], -doublings);
            foreach (ref var open in StakesOf(gambler))
            {
                open = Math.ScaleB(open, -doublings);
            }
        }
    }

    private Span<double> StakesOf(int gambler) => _staked.AsSpan(gambler * _held.Length, _held.Length);

    private double LogWealth(int gambler) => _sure[gambler] == 0 ? double.NegativeInfinity : FixedMath.Log(_sure[gambler]) + (_doublings[gambler] * Ln2);
}
