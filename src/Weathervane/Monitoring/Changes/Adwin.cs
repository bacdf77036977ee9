using Weathervane.Numerics;

namespace Weathervane.Monitoring.Changes;

/// <summary>Adaptive windowing: keeps the recent numbers as buckets of doubling size, and alarms when the mean of the older part and of the newer part differ more than chance
/// allows in the direction of worse; a difference towards better only forgets the older part.</summary>
/// <remarks>Memory grows with the logarithm of the window: at most <see cref="PerRow"/> + 1 buckets of each size; nothing is allocated after the first call. The cut's bound is Bernstein's with the window's own variance and a confidence of delta / ln(window).
/// Values farther than six baseline deviations from its mean are taken to lie there. Source: Bifet and Gavalda (2007), Learning from time-changing data with adaptive windowing, SIAM.</remarks>
/// <param name="baseline">What the stream was like while all was well: scale and direction only.</param>
public sealed class Adwin(ChangeBaseline baseline) : IChangeDetector
{
    /// <summary>Buckets of one size before two of them become one.</summary>
    public const int PerRow = 5;

    private const int Sizes = 40;
    private const int CutEvery = 32;
    private const int PartMin = 16;
    private const double Clip = 6;

    // Row r holds buckets of 2^r numbers, oldest first.
    private readonly double[] _sums = new double[Sizes * (PerRow + 1)], _squares = new double[Sizes * (PerRow + 1)];
    private readonly int[] _counts = new int[Sizes];
    private double _sum, _square;
    private long _length, _seen;

    /// <summary>Chance of a false alarm in one look at the window, as the bound has it; it is cautious.</summary>
    public double Delta { get; init => field = Check.Inside(value, 0, 1); } = 0.002;

    /// <summary>How many numbers the window holds now.</summary>
    public long Length => _length;

    /// <inheritdoc/>
    public bool Update(double value)
    {
        if (!double.IsFinite(value))
        {
            return false;
        }

        var worse = Math.Clamp(baseline.Worse(value), -Clip, Clip);
        Add(0, worse, worse * worse);
        (_sum, _square, _length) = (_sum + worse, _square + (worse * worse), _length + 1);
        Compress();
        return ++_seen % CutEvery == 0 && Shrink();
    }

    private void Add(int row, double sum, double square)
    {
        var at = (row * (PerRow + 1)) + _counts[row]++;
        (_sums[at], _squares[at]) = (sum, square);
    }

    private void Compress()
    {
        for (var row = 0; row + 1 < Sizes && _counts[row] > PerRow; row++)
        {
            var at = row * (PerRow + 1);
            Add(row + 1, _sums[at] + _sums[at + 1], _squares[at] + _squares[at + 1]);
            Drop(row, 2);
        }
    }

    private void Drop(int row, int buckets)
    {
        var (at, left) = (row * (PerRow + 1), _counts[row] - buckets);
        Array.Copy(_sums, at + buckets, _sums, at, left);
        Array.Copy(_squares, at + buckets, _squares, at, left);
        _counts[row] = left;
    }

    /// <summary>Drops the oldest buckets while some cut shows a difference; true where one was for the worse.</summary>
    private bool Shrink()
    {
        var worse = false;
        while (_length >= 2 * PartMin && Cut() is var direction && direction != 0)
        {
            worse |= direction > 0;
            DropOldest();
        }

        return worse;
    }

    /// <summary>1 where a cut shows that the newer part is worse, -1 where better, 0 where none shows a difference.</summary>
    private int Cut()
    {
        var (old, oldSum) = (0L, 0.0);
        var variance = Math.Max(0, (_square / _length) - (_sum / _length * (_sum / _length)));
        var confidence = FixedMath.Log(2 * FixedMath.Log(_length) / Delta);
        for (var row = Sizes - 1; row >= 0; row--)
        {
            for (var i = 0; i < _counts[row]; i++)
            {
                (old, oldSum) = (old + (1L << row), oldSum + _sums[(row * (PerRow + 1)) + i]);
                var recent = _length - old;
                if (old < PartMin || recent < PartMin)
                {
                    continue;
                }

                var inverse = (1.0 / old) + (1.0 / recent);
                var bound = Math.Sqrt(2 * inverse * variance * confidence) + (2.0 / 3 * inverse * confidence);
                var difference = ((_sum - oldSum) / recent) - (oldSum / old);
                if (Math.Abs(difference) > bound)
                {
                    return difference > 0 ? 1 : -1;
                }
            }
        }

        return 0;
    }

    private void DropOldest()
    {
        var row = Sizes - 1;
        while (_counts[row] == 0)
        {
            row--;
        }

        var at = row * (PerRow + 1);
        (_sum, _square, _length) = (_sum - _sums[at], _square - _squares[at], _length - (1L << row));
        Drop(row, 1);
    }
}
