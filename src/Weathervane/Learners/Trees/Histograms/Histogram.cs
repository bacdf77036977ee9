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
        if (isPrefix)
        {
            AddFirst<TCell, TPlace>(ref h, rows, ref code, ref cell, columns.Length);
            return;
        }

        for (var from = 0; from < columns.Length; from += 4)
        {
            AddChosen<TCell, TPlace>(ref h, rows, ref code, ref cell, columns[from..Math.Min(from + 4, columns.Length)]);
        }
    }

    private static void AddFirst<TCell, TPlace>(ref TCell h, ReadOnlySpan<int> rows, ref byte code, ref TCell cell, int columns)
        where TCell : unmanaged, ICell<TCell>
        where TPlace : struct, IPlace
    {
        if (columns > 4)
        {
            AddAll<TCell, TPlace, First<Eight>>(ref h, rows, ref code, ref cell, default);
        }
        else if (columns > 2)
        {
            AddAll<TCell, TPlace, First<Four>>(ref h, rows, ref code, ref cell, default);
        }
        else
        {
            AddAll<TCell, TPlace, First<Two>>(ref h, rows, ref code, ref cell, default);
        }
    }

    /// <summary>Up to four columns.</summary>
    private static void AddChosen<TCell, TPlace>(ref TCell h, ReadOnlySpan<int> rows, ref byte code, ref TCell cell, ReadOnlySpan<int> columns)
        where TCell : unmanaged, ICell<TCell>
        where TPlace : struct, IPlace
    {
        switch (columns.Length)
        {
            case 1:
                AddAll<TCell, TPlace, Chosen<One>>(ref h, rows, ref code, ref cell, new(columns));
                break;
            case 2:
                AddAll<TCell, TPlace, Chosen<Two>>(ref h, rows, ref code, ref cell, new(columns));
                break;
            case 3:
                AddAll<TCell, TPlace, Chosen<Three>>(ref h, rows, ref code, ref cell, new(columns));
                break;
            default:
                AddAll<TCell, TPlace, Chosen<Four>>(ref h, rows, ref code, ref cell, new(columns));
                break;
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

    /// <summary>The product's hottest loop.</summary>
    private static void AddAll<TCell, TPlace, TColumns>(ref TCell h, ReadOnlySpan<int> rows, ref byte code, ref TCell cell, TColumns columns)
        where TCell : unmanaged, ICell<TCell>
        where TPlace : struct, IPlace
        where TColumns : struct, IColumns
    {
        var near = Math.Max(rows.Length - Ahead, 0);
        ref var row = ref MemoryMarshal.GetReference(rows);
        for (var i = 0; i < near; i++)
        {
            var next = Unsafe.Add(ref row, i + Ahead);
            Ask(ref CodesOf(ref code, next));
            if (TPlace.IsFarApart)
            {
                Ask(ref Unsafe.As<TCell, byte>(ref Unsafe.Add(ref cell, TPlace.Of(i + Ahead, next))));
            }

            columns.Add(ref h, ref CodesOf(ref code, Unsafe.Add(ref row, i)), Unsafe.Add(ref cell, TPlace.Of(i, Unsafe.Add(ref row, i))));
        }

        for (var i = near; i < rows.Length; i++)
        {
            columns.Add(ref h, ref CodesOf(ref code, Unsafe.Add(ref row, i)), Unsafe.Add(ref cell, TPlace.Of(i, Unsafe.Add(ref row, i))));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref byte CodesOf(ref byte code, int row) => ref Unsafe.Add(ref code, (nuint)(uint)row * BinnedRows.GroupWidth);

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

    /// <summary>Which columns of a group a row is added in, unrolled.</summary>
    private interface IColumns
    {
        void Add<TCell>(ref TCell h, ref byte codes, TCell added)
            where TCell : unmanaged, ICell<TCell>;
    }

    private readonly struct Eight : IWidth
    {
        public static int Columns => 8;
    }

    private readonly struct Four : IWidth
    {
        public static int Columns => 4;
    }

    private readonly struct Three : IWidth
    {
        public static int Columns => 3;
    }

    private readonly struct Two : IWidth
    {
        public static int Columns => 2;
    }

    private readonly struct One : IWidth
    {
        public static int Columns => 1;
    }

    /// <summary>The first two, four or eight columns.</summary>
    private readonly struct First<TWidth> : IColumns
        where TWidth : struct, IWidth
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add<TCell>(ref TCell h, ref byte codes, TCell added)
            where TCell : unmanaged, ICell<TCell>
        {
            Into(ref h, codes, added);
            Into(ref Unsafe.Add(ref h, 256), Unsafe.Add(ref codes, 1), added);
            if (TWidth.Columns == 2)
            {
                return;
            }

            Into(ref Unsafe.Add(ref h, 512), Unsafe.Add(ref codes, 2), added);
            Into(ref Unsafe.Add(ref h, 768), Unsafe.Add(ref codes, 3), added);
            if (TWidth.Columns == 4)
            {
                return;
            }

            Into(ref Unsafe.Add(ref h, 1024), Unsafe.Add(ref codes, 4), added);
            Into(ref Unsafe.Add(ref h, 1280), Unsafe.Add(ref codes, 5), added);
            Into(ref Unsafe.Add(ref h, 1536), Unsafe.Add(ref codes, 6), added);
            Into(ref Unsafe.Add(ref h, 1792), Unsafe.Add(ref codes, 7), added);
        }
    }

    /// <summary>One to four columns anywhere in the group: a tree may have drawn few.</summary>
    private readonly struct Chosen<TWidth>(ReadOnlySpan<int> columns) : IColumns
        where TWidth : struct, IWidth
    {
        private readonly nuint _a = (uint)columns[0], _b = (uint)columns[1 % TWidth.Columns], _c = (uint)columns[2 % TWidth.Columns], _d = (uint)columns[3 % TWidth.Columns];

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add<TCell>(ref TCell h, ref byte codes, TCell added)
            where TCell : unmanaged, ICell<TCell>
        {
            Into(ref h, (_a << 8) + Unsafe.Add(ref codes, _a), added);
            if (TWidth.Columns > 1)
            {
                Into(ref h, (_b << 8) + Unsafe.Add(ref codes, _b), added);
            }

            if (TWidth.Columns > 2)
            {
                Into(ref h, (_c << 8) + Unsafe.Add(ref codes, _c), added);
            }

            if (TWidth.Columns > 3)
            {
                Into(ref h, (_d << 8) + Unsafe.Add(ref codes, _d), added);
            }
        }
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
