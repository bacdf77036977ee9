namespace Weathervane.Learners.Trees.Histograms;

/// <summary>Histograms of the open leaves, all columns each; made when first needed and used again for every tree.</summary>
internal sealed class HistogramPool<TCell>(int cells)
    where TCell : unmanaged, ICell<TCell>
{
    private readonly List<TCell[]> _histograms = [];
    private readonly Stack<int> _free = new();

    /// <summary>A histogram that nobody uses, with any content.</summary>
    internal int Rent()
    {
        if (_free.TryPop(out var free))
        {
            return free;
        }

        _histograms.Add(GC.AllocateUninitializedArray<TCell>(cells));
        return _histograms.Count - 1;
    }

    /// <summary>Gives a histogram back; -1, for none, is let pass.</summary>
    internal void Return(int histogram)
    {
        if (histogram >= 0)
        {
            _free.Push(histogram);
        }
    }

    internal void ReturnAll()
    {
        _free.Clear();
        for (var i = _histograms.Count - 1; i >= 0; i--)
        {
            _free.Push(i);
        }
    }

    /// <summary>The part of one group of columns.</summary>
    internal Span<TCell> Group(int histogram, int group) =>
        _histograms[histogram].AsSpan(group * Histogram.GroupCells, Histogram.GroupCells);
}
