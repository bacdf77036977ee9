using Weathervane.Numerics;

namespace Weathervane.Monitoring.Experiments;

/// <summary>Evidence that advantages are above 0 in the mean, from labels that may overlap.</summary>
/// <remarks>
/// The labels of a horizon of h bars overlap, so bars are dealt in turn to h streams, within each of which one label is known before the next
/// forecast is made; the evidence is the mean of theirs. A bar whose label is half-way there has told something already: so each open bet counts as if it were lost,
/// which keeps the evidence below the mean that is expected of it, and the promise holds whenever one looks. With a horizon of one bar nothing is ever half-way.
/// </remarks>
internal sealed class InterleavedBets : IOneSidedBets
{
    private readonly ConstantBets[] _streams;
    private readonly double[] _held, _worst, _logs;
    private int _next;

    internal InterleavedBets(int horizon)
    {
        _streams = [.. Enumerable.Range(0, horizon).Select(_ => new ConstantBets())];
        (_held, _worst, _logs) = (new double[horizon], new double[horizon], new double[horizon]);
        Array.Fill(_held, double.NaN);
        Array.Fill(_worst, double.NaN);
    }

    /// <inheritdoc/>
    /// <remarks>Each stream sees one bar in a horizon.</remarks>
    public double Growth => ConstantBets.BestGain(_streams) / _streams.Sum(s => s.Bars) / _streams.Length;

    /// <inheritdoc/>
    public double Add(double advantage, double worst)
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

    /// <inheritdoc/>
    public bool Reaches(double logThreshold)
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

    /// <inheritdoc/>
    public double LogEvidence(double mean = 0)
    {
        for (var i = 0; i < _streams.Length; i++)
        {
            _logs[i] = _streams[i].LogEvidence(mean, _worst[i]);
        }

        return ConstantBets.LogOfSum(_logs) - FixedMath.Log(_streams.Length);
    }

    /// <inheritdoc/>
    public double LowerBound(double logThreshold) => Bisection.LowestMean(LogEvidence, logThreshold, -LossAdvantage.Bound, LossAdvantage.Bound);
}
