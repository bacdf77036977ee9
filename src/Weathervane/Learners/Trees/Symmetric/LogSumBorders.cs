using Weathervane.Learners.Formats.Parts;
using Weathervane.Numerics;

namespace Weathervane.Learners.Trees.Symmetric;

/// <summary>CatBoost's borders of one column (GreedyLogSum): the bin whose cut beside its median raises the sum of the logarithms of the bins' sizes most is cut next.</summary>
/// <remarks>Values are rounded to float32, and a border lies midway between two neighbours in float32, as in CatBoost. Equal values
/// never part. Source: CatBoost, library/cpp/grid_creator/binarization.cpp.</remarks>
internal static class LogSumBorders
{
    /// <summary>Columns longer than this are sampled, at even distances.</summary>
    private const int SampleRows = 200_000;

    /// <summary>Ascending edges for <see cref="Bins.EdgeTree"/>: a double is above an edge just when its float32 is above the border.</summary>
    /// <param name="column">[rows], NaN being missing.</param>
    /// <param name="most">Most borders, 1 to 254.</param>
    internal static double[] Of(ReadOnlySpan<double> column, int most)
    {
        var values = Sample(column);
        if (values.Length == 0 || most == 0)
        {
            return [];
        }

        var bins = new BinHeap(values);
        while (bins.Count <= most && bins.Top.CanBeCut)
        {
            bins.CutTop();
        }

        return [.. bins.Starts().Where(start => start > 0)
            .Select(start => Between(values[start - 1], values[start])).Distinct().Order()
            .Select(SingleThreshold.AtMost)];
    }

    private static float Between(float low, float high)
    {
        var middle = (0.5f * low) + (0.5f * high);
        // Infinities have no middle; the number that parts them from the rest is the border then.
        return float.IsNaN(middle) ? 0 : float.IsPositiveInfinity(middle) ? Math.Max(low, float.MaxValue) : middle;
    }

    private static float[] Sample(ReadOnlySpan<double> column)
    {
        var step = Math.Max(1.0, column.Length / (double)SampleRows);
        var sample = new double[Math.Min(column.Length, SampleRows)];
        var known = 0;
        for (var i = 0; i < sample.Length; i++)
        {
            sample[known] = (float)column[(int)(i * step)];
            known += double.IsNaN(sample[known]) ? 0 : 1;
        }

        Array.Resize(ref sample, known);
        RadixSort.Sort(sample);
        return Array.ConvertAll(sample, value => (float)value);
    }

    /// <summary>Sorted values from Start to before End, and the better of the two cuts beside the median's run of equal values.</summary>
    private readonly record struct Bin(int Start, int End, int Cut, double Gain)
    {
        internal bool CanBeCut => Cut != Start && Cut != End;

        internal static Bin Of(float[] values, int start, int end)
        {
            var median = values[start + ((end - start) / 2)];
            var (before, after) = (First(values, start, end, value => value >= median), First(values, start, end, value => value > median));
            var (left, right) = (GainOf(start, before, end), GainOf(start, after, end));
            return left >= right ? new Bin(start, end, before, left) : new Bin(start, end, after, right);
        }

        private static int First(float[] values, int start, int end, Predicate<float> holds)
        {
            while (start < end)
            {
                var middle = (start + end) / 2;
                (start, end) = holds(values[middle]) ? (start, middle) : (middle + 1, end);
            }

            return start;
        }

        private static double GainOf(int start, int cut, int end) =>
            cut == start || cut == end ? double.NegativeInfinity : Log(cut - start) + Log(end - cut) - Log(end - start);

        private static double Log(int count) => FixedMath.Log(count + 1e-8);
    }

    /// <summary>The bins with the largest gain on top. Equal gains, of which there are many, come in the order of C++'s heap.</summary>
    private sealed class BinHeap(float[] values)
    {
        private readonly List<Bin> _bins = [Bin.Of(values, 0, values.Length)];

        internal int Count => _bins.Count;

        internal Bin Top => _bins[0];

        internal IEnumerable<int> Starts() => _bins.Select(bin => bin.Start);

        internal void CutTop()
        {
            var top = Pop();
            Push(Bin.Of(values, top.Start, top.Cut));
            Push(Bin.Of(values, top.Cut, top.End));
        }

        private void Push(Bin bin)
        {
            _bins.Add(bin);
            Raise(_bins.Count - 1);
        }

        private Bin Pop()
        {
            var (top, last, hole) = (_bins[0], _bins[^1], 0);
            _bins.RemoveAt(_bins.Count - 1);
            if (_bins.Count == 0)
            {
                return top;
            }

            // Floyd's way: the hole sinks to the bottom, and the last bin rises from there.
            for (var child = 1; child < _bins.Count; child = (2 * hole) + 1)
            {
                child += child + 1 < _bins.Count && _bins[child].Gain < _bins[child + 1].Gain ? 1 : 0;
                (_bins[hole], hole) = (_bins[child], child);
            }

            _bins[hole] = last;
            Raise(hole);
            return top;
        }

        private void Raise(int at)
        {
            var bin = _bins[at];
            while (at > 0 && _bins[(at - 1) / 2].Gain < bin.Gain)
            {
                _bins[at] = _bins[(at - 1) / 2];
                at = (at - 1) / 2;
            }

            _bins[at] = bin;
        }
    }
}
