using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Weathervane.Learners.Trees.Bins;

namespace Weathervane.Learners.Trees.Histograms;

/// <summary>Adds the cells of rows into the histograms of one group of columns, [8 x 256].</summary>
internal static class Histogram
{
    /// <summary>Cells of one group's histograms.</summary>
    internal const int GroupCells = BinnedRows.GroupWidth * BinEdges.Codes;

    /// <summary>How many rows ahead memory is asked for: the rows of a small node lie far apart.</summary>
    private const int Ahead = 12;

    /// <summary>Adds rows in the columns of one group.</summary>
    /// <param name="histogram">[8 x 256].</param>
    /// <param name="rows">Row numbers, all within the data.</param>
    /// <param name="codes">[rows of the data x 8] codes of the group.</param>
    /// <param name="cells">[rows of the data].</param>
    /// <param name="columns">Which columns of the group to add, 0 to 7; the others may hold anything then.</param>
    internal static void Add<TCell>(Span<TCell> histogram, ReadOnlySpan<int> rows, byte[] codes, TCell[] cells, ReadOnlySpan<int> columns)
        where TCell : unmanaged, ICell<TCell> => Add<TCell, ByRow>(histogram, rows, codes, cells, columns);

    /// <summary>Adds rows whose cells were gathered before: a group then looks for its codes only.</summary>
    /// <param name="histogram">[8 x 256].</param>
    /// <param name="rows">Row numbers, all within the data.</param>
    /// <param name="codes">[rows of the data x 8] codes of the group.</param>
    /// <param name="cells">[rows] in the order of <paramref name="rows"/>.</param>
    /// <param name="columns">Which columns of the group to add, 0 to 7; the others may hold anything then.</param>
    internal static void AddGathered<TCell>(
        Span<TCell> histogram, ReadOnlySpan<int> rows, byte[] codes, TCell[] cells, ReadOnlySpan<int> columns)
        where TCell : unmanaged, ICell<TCell> => Add<TCell, InOrder>(histogram, rows, codes, cells, columns);

    private static void Add<TCell, TPlace>(Span<TCell> histogram, ReadOnlySpan<int> rows, byte[] codes, TCell[] cells, ReadOnlySpan<int> columns)
        where TCell : unmanaged, ICell<TCell>
        where TPlace : struct, IPlace
    {
        Check.SameLength(histogram.Length, GroupCells, nameof(histogram));
        ref var h = ref MemoryMarshal.GetReference(histogram);
        ref var code = ref MemoryMarshal.GetArrayDataReference(codes);
        ref var cell = ref MemoryMarshal.GetArrayDataReference(cells);
        // A group has bytes for eight columns even where it has fewer, and sums of columns that were not asked for are read by nobody.
        var isPrefix = !columns.IsEmpty && columns[^1] == columns.Length - 1;
        if (columns.Length > 4 && isPrefix)
        {
            AddAll<TCell, TPlace, Eight>(ref h, rows, ref code, ref cell);
            return;
        }

        if (columns.Length > 2 && isPrefix)
        {
            AddAll<TCell, TPlace, Four>(ref h, rows, ref code, ref cell);
            return;
        }

        if (isPrefix)
        {
            AddAll<TCell, TPlace, Two>(ref h, rows, ref code, ref cell);
            return;
        }

        for (var i = 0; i < rows.Length; i++)
        {
            var added = Unsafe.Add(ref cell, TPlace.Of(i, rows[i]));
            ref var first = ref Unsafe.Add(ref code, (nuint)(uint)rows[i] * BinnedRows.GroupWidth);
            foreach (var column in columns)
            {
                ref var sum = ref Unsafe.Add(ref h, ((nuint)(uint)column << 8) + Unsafe.Add(ref first, (nuint)(uint)column));
                sum += added;
            }
        }
    }

    /// <summary>Takes rows out again, in the columns of one group.</summary>
    internal static void Remove<TCell>(Span<TCell> histogram, ReadOnlySpan<int> rows, byte[] codes, TCell[] cells, ReadOnlySpan<int> columns)
        where TCell : unmanaged, ICell<TCell>
    {
        foreach (var row in rows)
        {
            var (first, removed) = (row * BinnedRows.GroupWidth, cells[row]);
            foreach (var column in columns)
            {
                histogram[(column << 8) + codes[first + column]] -= removed;
            }
        }
    }

    /// <summary>The first columns of a group, unrolled: the product's hottest loop.</summary>
    private static void AddAll<TCell, TPlace, TWidth>(ref TCell h, ReadOnlySpan<int> rows, ref byte code, ref TCell cell)
        where TCell : unmanaged, ICell<TCell>
        where TPlace : struct, IPlace
        where TWidth : struct, IWidth
    {
        var near = Math.Max(rows.Length - Ahead, 0);
        ref var row = ref MemoryMarshal.GetReference(rows);
        for (var i = 0; i < near; i++)
        {
            var next = Unsafe.Add(ref row, i + Ahead);
            Ask(ref Unsafe.Add(ref code, (nuint)(uint)next * BinnedRows.GroupWidth));
            if (TPlace.IsFarApart)
            {
                Ask(ref Unsafe.As<TCell, byte>(ref Unsafe.Add(ref cell, TPlace.Of(i + Ahead, next))));
            }

            AddRow<TCell, TWidth>(ref h, ref code, Unsafe.Add(ref cell, TPlace.Of(i, Unsafe.Add(ref row, i))), (nuint)(uint)Unsafe.Add(ref row, i));
        }

        for (var i = near; i < rows.Length; i++)
        {
            AddRow<TCell, TWidth>(ref h, ref code, Unsafe.Add(ref cell, TPlace.Of(i, Unsafe.Add(ref row, i))), (nuint)(uint)Unsafe.Add(ref row, i));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Ask(ref byte address)
    {
        if (Sse.IsSupported)
        {
            // A hint without effect on results; a moved object only makes it useless.
            Sse.Prefetch0(Unsafe.AsPointer(ref address));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow<TCell, TWidth>(ref TCell h, ref byte code, TCell added, nuint row)
        where TCell : unmanaged, ICell<TCell>
        where TWidth : struct, IWidth
    {
        ref var first = ref Unsafe.Add(ref code, row * BinnedRows.GroupWidth);
        Into(ref h, first, added);
        Into(ref Unsafe.Add(ref h, 256), Unsafe.Add(ref first, 1), added);
        if (TWidth.Columns == 2)
        {
            return;
        }

        Into(ref Unsafe.Add(ref h, 512), Unsafe.Add(ref first, 2), added);
        Into(ref Unsafe.Add(ref h, 768), Unsafe.Add(ref first, 3), added);
        if (TWidth.Columns == 4)
        {
            return;
        }

        Into(ref Unsafe.Add(ref h, 1024), Unsafe.Add(ref first, 4), added);
        Into(ref Unsafe.Add(ref h, 1280), Unsafe.Add(ref first, 5), added);
        Into(ref Unsafe.Add(ref h, 1536), Unsafe.Add(ref first, 6), added);
        Into(ref Unsafe.Add(ref h, 1792), Unsafe.Add(ref first, 7), added);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Into<TCell>(ref TCell h, nuint index, TCell added)
        where TCell : unmanaged, ICell<TCell>
    {
        ref var sum = ref Unsafe.Add(ref h, index);
        sum += added;
    }

    /// <summary>Where the cell of a row lies.</summary>
    private interface IPlace
    {
        static abstract bool IsFarApart { get; }

        static abstract nuint Of(int position, int row);
    }

    /// <summary>How many columns of a group are added.</summary>
    private interface IWidth
    {
        static abstract int Columns { get; }
    }

    private readonly struct Eight : IWidth
    {
        public static int Columns => 8;
    }

    private readonly struct Two : IWidth
    {
        public static int Columns => 2;
    }

    private readonly struct Four : IWidth
    {
        public static int Columns => 4;
    }

    private readonly struct ByRow : IPlace
    {
        public static bool IsFarApart => true;

        public static nuint Of(int position, int row) => (uint)row;
    }

    private readonly struct InOrder : IPlace
    {
        public static bool IsFarApart => false;

        public static nuint Of(int position, int row) => (uint)position;
    }
}
