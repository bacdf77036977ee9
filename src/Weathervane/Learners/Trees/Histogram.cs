using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weathervane.Learners.Trees;

/// <summary>Adds the cells of rows into the histograms of one group of columns, [8 x 256].</summary>
internal static class Histogram
{
    /// <summary>Cells of one group's histograms.</summary>
    internal const int GroupCells = BinnedRows.GroupWidth * BinEdges.Codes;

    /// <summary>Adds rows in the columns of one group.</summary>
    /// <param name="histogram">[8 x 256].</param>
    /// <param name="rows">Row numbers, all within the data.</param>
    /// <param name="words">[rows of the data] codes of the group.</param>
    /// <param name="cells">[rows of the data].</param>
    /// <param name="columns">Which columns of the group to add, 0 to 7; the others stay as they are.</param>
    internal static void Add<TCell>(Span<TCell> histogram, ReadOnlySpan<int> rows, ulong[] words, TCell[] cells, ReadOnlySpan<int> columns)
        where TCell : unmanaged, ICell<TCell>
    {
        Check.SameLength(histogram.Length, GroupCells, nameof(histogram));
        ref var h = ref MemoryMarshal.GetReference(histogram);
        ref var word = ref MemoryMarshal.GetArrayDataReference(words);
        ref var cell = ref MemoryMarshal.GetArrayDataReference(cells);
        if (columns.Length == BinnedRows.GroupWidth)
        {
            foreach (var row in rows)
            {
                AddEight(ref h, Unsafe.Add(ref word, row), Unsafe.Add(ref cell, row));
            }

            return;
        }

        foreach (var row in rows)
        {
            var (codes, added) = (Unsafe.Add(ref word, row), Unsafe.Add(ref cell, row));
            foreach (var column in columns)
            {
                Into(ref h, (column << 8) + (int)((codes >> (column << 3)) & 255), added);
            }
        }
    }

    /// <summary>Takes rows out again, in the columns of one group.</summary>
    internal static void Remove<TCell>(Span<TCell> histogram, ReadOnlySpan<int> rows, ulong[] words, TCell[] cells, ReadOnlySpan<int> columns)
        where TCell : unmanaged, ICell<TCell>
    {
        foreach (var row in rows)
        {
            var (codes, removed) = (words[row], cells[row]);
            foreach (var column in columns)
            {
                histogram[(column << 8) + (int)((codes >> (column << 3)) & 255)] -= removed;
            }
        }
    }

    /// <summary>Turns the histogram of a parent into that of one child by taking the other child out.</summary>
    internal static void Subtract<TCell>(Span<TCell> parent, ReadOnlySpan<TCell> child)
        where TCell : unmanaged, ICell<TCell>
    {
        for (var i = 0; i < parent.Length; i++)
        {
            parent[i] -= child[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddEight<TCell>(ref TCell h, ulong codes, TCell added)
        where TCell : unmanaged, ICell<TCell>
    {
        Into(ref h, (int)(byte)codes, added);
        Into(ref h, 256 + (int)(byte)(codes >> 8), added);
        Into(ref h, 512 + (int)(byte)(codes >> 16), added);
        Into(ref h, 768 + (int)(byte)(codes >> 24), added);
        Into(ref h, 1024 + (int)(byte)(codes >> 32), added);
        Into(ref h, 1280 + (int)(byte)(codes >> 40), added);
        Into(ref h, 1536 + (int)(byte)(codes >> 48), added);
        Into(ref h, 1792 + (int)(codes >> 56), added);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Into<TCell>(ref TCell h, int index, TCell added)
        where TCell : unmanaged, ICell<TCell>
    {
        ref var sum = ref Unsafe.Add(ref h, index);
        sum += added;
    }
}
