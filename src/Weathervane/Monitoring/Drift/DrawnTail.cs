using Weathervane.Numerics;

namespace Weathervane.Monitoring.Drift;

/// <summary>What draws without drift say of a score: how often it is reached by chance.</summary>
/// <remarks>Among the draws it is their share; past the largest tenth it is a generalised Pareto law with the mean of this tenth, so that a thousand draws tell chances
/// below one in a thousand. Its shape is 0.1 and not fitted: sums of squares have a shape a little above 0, and a hundred values tell their mean only so well. With 0 (an exponential tail) a chance of one in 400 was
/// said where it was one in 300 (60,000 draws of AR(0.97), windows of 2,160 rows). Source: Knijnenburg and others (2009), Fewer permutations, more accurate P-values,
/// Bioinformatics 25(12).</remarks>
internal sealed class DrawnTail
{
    private const double TailShare = 0.1;
    private const double Shape = 0.1;
    private readonly double[] _sorted;
    private readonly double _from, _excess;

    /// <summary>Takes the draws.</summary>
    /// <param name="scores">[draws] on the quadratic scale.</param>
    internal DrawnTail(double[] scores)
    {
        _sorted = [.. scores];
        Array.Sort(_sorted);
        var tail = (int)(_sorted.Length * TailShare);
        _from = _sorted[^tail];
        foreach (var score in _sorted.AsSpan(^tail..))
        {
            _excess += (score - _from) / tail;
        }

        foreach (var score in _sorted)
        {
            Mean += score / _sorted.Length;
        }

        foreach (var score in _sorted)
        {
            Variance += (score - Mean) * (score - Mean) / _sorted.Length;
        }
    }

    /// <summary>Mean of the draws.</summary>
    internal double Mean { get; }

    /// <summary>Variance of the draws.</summary>
    internal double Variance { get; }

    /// <summary>Chance of a score of at least this.</summary>
    internal double PValue(double score)
    {
        if (score > _from && _excess > 0)
        {
            return TailShare * FixedMath.Pow(1 + (Shape * (score - _from) / ((1 - Shape) * _excess)), -1 / Shape);
        }

        var (low, high) = (0, _sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _sorted[middle] < score ? (middle + 1, high) : (low, middle);
        }

        return (1.0 + _sorted.Length - low) / (_sorted.Length + 1);
    }
}
