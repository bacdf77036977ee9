using Weathervane.Numerics;
using Weathervane.Tuning.Search;

namespace Weathervane.Tuning.Samplers.Parzen;

/// <summary>An estimate of where trials lie in several parameters at once: the mean of one kernel on each trial and a wide one over all.</summary>
/// <remarks>A kernel is a product over the parameters, so that what went together in a trial stays together.</remarks>
internal sealed class JointDensity
{
    private readonly Kernels[] _kernels;
    private readonly double[] _logWeights, _logs, _cumulated;

    /// <summary>The estimate for trials at these positions; with none of them it is even.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="trials">[trials][parameters] positions.</param>
    /// <param name="weights">[trials] how much each counts.</param>
    /// <param name="wide">How much the wide kernel counts.</param>
    internal JointDensity(IReadOnlyList<SearchParameter> parameters, IReadOnlyList<double[]> trials, double[] weights, double wide)
    {
        _kernels = [.. parameters.Select((p, i) => Kernels.Of(p, [.. trials.Select(t => t[i])]))];
        var sum = weights.Sum() + wide;
        _logWeights = [.. weights.Append(wide).Select(w => FixedMath.Log(w / sum))];
        _logs = new double[_logWeights.Length];
        _cumulated = new double[_logWeights.Length];
        var below = 0.0;
        for (var k = 0; k < _cumulated.Length; k++)
        {
            below += k < weights.Length ? weights[k] / sum : wide / sum;
            _cumulated[k] = below;
        }
    }

    /// <summary>A position by chance, [parameters].</summary>
    internal double[] Draw(SeededRandom random)
    {
        var (share, kernel) = (random.NextDouble(), 0);
        while (kernel < _cumulated.Length - 1 && share >= _cumulated[kernel])
        {
            kernel++;
        }

        return [.. _kernels.Select(k => k.Draw(kernel, random))];
    }

    /// <summary>The logarithm of the density at a position. One caller at a time.</summary>
    /// <param name="units">[parameters].</param>
    internal double LogAt(double[] units)
    {
        _logWeights.CopyTo(_logs, 0);
        for (var p = 0; p < _kernels.Length; p++)
        {
            _kernels[p].AddLogs(units[p], _logs);
        }

        var largest = _logs.Max();
        var sum = 0.0;
        foreach (var log in _logs)
        {
            // A kernel that adds less than a last bit is not worth its exponential.
            sum += log - largest > -40 ? FixedMath.Exp(log - largest) : 0;
        }

        return largest + FixedMath.Log(sum);
    }
}
