using Weathervane.Numerics;

namespace Weathervane.Monitoring.Experiments;

/// <summary>Whether a challenger's log loss is lower than its champion's, with a verdict that may be looked at after every bar. Mutable; one owner at a time.</summary>
/// <remarks>
/// H0: given the past, the challenger's mean advantage is at most 0; and the other way round. Each of the two wrong verdicts has a chance of at most
/// alpha / 2 / challengers, over all bars that ever come together. With a horizon of one bar it is enough that the mean over the bars so far is at most 0: regimes may
/// come and go. The confidence sequence holds for that mean at all times at once, and leaves 0 at the very bar of the verdict.
/// A bar costs the same however many came before, and no allocation; the same bars give the same bits, so the state need not be kept.
/// </remarks>
/// <param name="options">What is promised.</param>
/// <example><code>
/// var test = new RunningTest(new RunningTestOptions { Horizon = 1 });
/// foreach (var (champion, challenger, outcome) in pairs)
/// {
///     test.Add(champion, challenger, outcome);
/// }
///
/// Console.WriteLine(test.Standing.Verdict);
/// </code></example>
public sealed class RunningTest(RunningTestOptions options)
{
    private const double LargestLog = 690;
    private readonly IOneSidedBets _better = Bets(options), _worse = Bets(options);
    private readonly double _logThreshold = FixedMath.Log(options.Threshold);
    private long _seen, _bars;
    private double _sum, _scatter;

    /// <summary>The first verdict that was reached; it stays.</summary>
    public RunningVerdict Verdict { get; private set; }

    /// <summary>Bars, open ones included, when the verdict was reached; null while it is open.</summary>
    public long? DecidedAfter { get; private set; }

    /// <summary>How it stands now.</summary>
    public RunningStanding Standing
    {
        get
        {
            var (better, worse) = (_better.LogEvidence(), _worse.LogEvidence());
            return new(
                _bars, _bars == 0 ? double.NaN : _sum / _bars, _bars < 2 ? double.NaN : Math.Sqrt(_scatter / (_bars - 1)), _better.LowerBound(_logThreshold), -_worse.LowerBound(_logThreshold),
                Evidence(better), Evidence(worse), Verdict, DecidedAfter, BarsToGo(better, worse));
        }
    }

    /// <summary>Takes the next bar that both forecast, in time order.</summary>
    /// <param name="champion">The champion's probability of up, 0 to 1.</param>
    /// <param name="challenger">The challenger's.</param>
    /// <param name="outcome">1 for up, 0 for down, null while it is not known or where the label gives none.</param>
    /// <exception cref="ArgumentOutOfRangeException">A probability is NaN or outside [0, 1], or the outcome neither 0 nor 1.</exception>
    public void Add(double champion, double challenger, int? outcome)
    {
        Check.InRange(champion, 0.0, 1.0);
        Check.InRange(challenger, 0.0, 1.0);
        var (up, down) = (LossAdvantage.Of(champion, challenger, 1), LossAdvantage.Of(champion, challenger, 0));
        var advantage = outcome is not { } known ? double.NaN : Check.InRange(known, 0, 1, nameof(outcome)) == 1 ? up : down;
        var counted = _better.Add(advantage, Math.Min(up, down));
        _worse.Add(-advantage, -Math.Max(up, down));
        _seen++;
        if (!double.IsNaN(counted))
        {
            _bars++;
            _sum += counted;
            if (_bars > 1)
            {
                // The squares of the distances from the mean grow by those of this bar from the means before and after it: never below 0, however large the mean.
                _scatter += (counted - ((_sum - counted) / (_bars - 1))) * (counted - (_sum / _bars));
            }
        }

        if (Verdict == RunningVerdict.Open)
        {
            Verdict = _better.Reaches(_logThreshold) ? RunningVerdict.Better
                : _worse.Reaches(_logThreshold) ? RunningVerdict.Worse : RunningVerdict.Open;
            DecidedAfter = Verdict == RunningVerdict.Open ? null : _seen;
        }
    }

    private static IOneSidedBets Bets(RunningTestOptions options) => options.Bets == BetRule.Constant ? new InterleavedBets(options.Horizon) : new FoldingBets(options.Horizon);

    private static double Evidence(double log) => FixedMath.Exp(Math.Min(log, LargestLog));

    private long? BarsToGo(double better, double worse)
    {
        if (Verdict != RunningVerdict.Open)
        {
            return 0;
        }

        var (side, log) = _sum > 0 ? (_better, better) : (_worse, worse);
        return _bars > 0 && side.Growth > 0 ? (long)Math.Ceiling(Math.Min((_logThreshold - log) / side.Growth, 1e15)) : null;
    }
}
