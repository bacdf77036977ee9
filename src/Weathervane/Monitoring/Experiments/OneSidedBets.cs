using Weathervane.Numerics;

namespace Weathervane.Monitoring.Experiments;

/// <summary>Evidence that advantages are above 0 in the mean, from labels that may overlap.</summary>
/// <remarks>
/// The labels of a horizon of h bars overlap, so bars are dealt in turn to h streams, within each of which one label is known before the next
/// forecast is made; the evidence is the mean of theirs. A bar whose label is half-way there has told something already: so each open bet counts as if it were lost,
/// which keeps the evidence below the mean that is expected of it, and the promise holds whenever one looks. With a horizon of one bar nothing is ever half-way.
/// </remarks>
internal sealed class OneSidedBets
{
    private const int Halvings = 40;
    private readonly ConstantBets[] _streams;
    private readonly double[] _held, _worst, _logs;
    private int _next;

    internal OneSidedBets(int horizon)
    {
        _streams = [.. Enumerable.Range(0, horizon).Select(_ => new ConstantBets())];
        (_held, _worst, _logs) = (new double[horizon], new double[horizon], new double[horizon]);
        Array.Fill(_held, double.NaN);
        Array.Fill(_worst, double.NaN);
    }

    /// <summary>Log wealth a bar of the gambler who did best so far, within one stream.</summary>
    internal double Growth => ConstantBets.BestGain(_streams) / _streams.Sum(s => s.Bars);

    /// <summary>Takes the next bar, and counts the one whose label ends next: the same path, whether bars come one by one or years of them are read again.</summary>
    /// <param name="advantage">NaN while the outcome is not known; a bar still unknown a horizon later is passed over.</param>
    /// <param name="worst">The smaller of the two advantages that the bar can come to.</param>
    /// <returns>The advantage that was counted; NaN for none.</returns>
    internal double Add(double advantage, double worst)
    {
        (_held[_next], _worst[_next]) = (advantage, worst);
        _next = (_next + 1) % _streams.Length;
        var counted = _held[_next];
        if (!double.IsNaN(counted))
        {
            _streams[_next].Settle(counted);
        }

        if (!double.IsNaN(counted) || _streams.Length == 1)
        {
            (_held[_next], _worst[_next]) = (double.NaN, double.NaN);
        }

        return counted;
    }

    /// <summary>Whether the evidence against "the mean is at most 0" has come so far; most bars are answered without a logarithm.</summary>
    internal bool Reaches(double logThreshold)
    {
        foreach (var stream in _streams)
        {
            if (stream.Most >= logThreshold)
            {
                return LogEvidence() >= logThreshold;
            }
        }

        return false;
    }

    /// <summary>Log of the evidence against "the mean is at most <paramref name="mean"/>".</summary>
    internal double LogEvidence(double mean = 0)
    {
        for (var i = 0; i < _streams.Length; i++)
        {
            _logs[i] = _streams[i].LogEvidence(mean, _worst[i]);
        }

        return ConstantBets.LogOfSum(_logs) - FixedMath.Log(_streams.Length);
    }

    /// <summary>The smallest mean that the evidence does not rule out: it falls as the mean rises, so halving finds it.</summary>
    internal double LowerBound(double logThreshold)
    {
        var (low, high) = (-LossAdvantage.Bound, LossAdvantage.Bound);
        if (LogEvidence(low) < logThreshold)
        {
            return low;
        }

        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = LogEvidence(middle) >= logThreshold ? (middle, high) : (low, middle);
        }

        return low;
    }
}
