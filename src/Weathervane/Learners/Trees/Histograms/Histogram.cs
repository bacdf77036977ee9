using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weathervane.Learners.Trees.Bins;
using Weathervane.Numerics;

namespace Weathervane.Learners.Trees.Histograms;

/// <summary>Adds the cells of rows into the histograms of one group of columns, [8 x 256].</summary>
internal static class Histogram
{
    /// <summary>Cells of one group's histograms.</summary>
    internal const int GroupCells = BinnedRows.GroupWidth * BinEdges.Codes;

    /// <summary>Adds rows in the columns of one group.</summary>
    /// <param name="histogram">[8 x 256].</param>
    /// <param name="rows">Row numbers, all within the data.</param>
    /// <param name="codes">[rows of the data x 8] codes of the group.</param>
    /// <param name="cells">[rows of the data].</param>
    /// <param name="columns">Which columns of the group to add, 0 to 7; the others may hold anything then.</param>
    internal static void Add<TCell>(Span<TCell> histogram, ReadOnlySpan<int> rows, byte[] codes, TCell[] cells, ReadOnlySpan<int> columns)
        where TCell : unmanaged, ICell<TCell> => Add(histogram, new Scattered(rows), codes, cells, columns);

    /// <summary>Adds rows whose cells were gathered before: a group then looks for its codes only.</summary>
    /// <param name="histogram">[8 x 256].</param>
    /// <param name="rows">Row numbers, all within the data.</param>
    /// <param name="codes">[rows of the data x 8] codes of the group.</param>
    /// <param name="cells">[rows] in the order of <paramref name="rows"/>.</param>
    /// <param name="columns">Which columns of the group to add, 0 to 7; the others may hold anything then.</param>
    internal static void AddGathered<TCell>(
        Span<TCell> histogram, ReadOnlySpan<int> rows, byte[] codes, ReadOnlySpan<TCell> cells, ReadOnlySpan<int> columns)
        where TCell : unmanaged, ICell<TCell> => Add(histogram, new Gathered(rows), codes, cells, columns);

    /// <summary>Adds all rows of the data: nobody has to be told where the next one lies.</summary>
    /// <param name="histogram">[8 x 256].</param>
    /// <param name="codes">[rows of the data x 8] codes of the group.</param>
    /// <param name="cells">[rows of the data].</param>
    /// <param name="columns">Which columns of the group to add, 0 to 7; the others may hold anything then.</param>
    internal static void AddAll<TCell>(Span<TCell> histogram, byte[] codes, TCell[] cells, ReadOnlySpan<int> columns)
        where TCell : unmanaged, ICell<TCell> => Add(histogram, new All(cells.Length), codes, cells, columns);

    private static void Add<TCell, TRows>(Span<TCell> histogram, TRows rows, byte[] codes, ReadOnlySpan<TCell> cells, ReadOnlySpan<int> columns)
        where TCell : unmanaged, ICell<TCell>
        where TRows : struct, IRows, allows ref struct
    {
        Check.SameLength(histogram.Length, GroupCells, nameof(histogram));
        ref var h = ref MemoryMarshal.GetReference(histogram);
        ref var code = ref MemoryMarshal.GetArrayDataReference(codes);
        ref var cell = ref MemoryMarshal.GetReference(cells);
        // A group has bytes for eight columns even where it has fewer, and sums of columns that were not asked for are read by nobody.
        var isPrefix = !columns.IsEmpty && columns[^1] == columns.Length - 1;
        if (isPrefix)
        {
            AddFirst(ref h, rows, ref code, ref cell, columns.Length);
            return;
        }

        for (var from = 0; from < columns.Length; from += 4)
        {
            AddChosen(ref h, rows, ref code, ref cell, columns[from..Math.Min(from + 4, columns.Length)]);
        }
    }

    private static void AddFirst<TCell, TRows>(ref TCell h, TRows rows, ref byte code, ref TCell cell, int columns)
        where TCell : unmanaged, ICell<TCell>
        where TRows : struct, IRows, allows ref struct
    {
        if (columns > 4)
        {
            AddEach(ref h, rows, ref code, ref cell, default(First<Eight>));
        }
        else if (columns > 2)
        {
            AddEach(ref h, rows, ref code, ref cell, default(First<Four>));
        }
        else
        {
            AddEach(ref h, rows, ref code, ref cell, default(First<Two>));
        }
    }

    /// <summary>Up to four columns.</summary>
    private static void AddChosen<TCell, TRows>(ref TCell h, TRows rows, ref byte code, ref TCell cell, ReadOnlySpan<int> columns)
        where TCell : unmanaged, ICell<TCell>
        where TRows : struct, IRows, allows ref struct
    {
        switch (columns.Length)
        {
            case 1:
                AddEach(ref h, rows, ref code, ref cell, new Chosen<One>(columns));
                break;
            case 2:
                AddEach(ref h, rows, ref code, ref cell, new Chosen<Two>(columns));
                break;
            case 3:
                AddEach(ref h, rows, ref code, ref cell, new Chosen<Three>(columns));
                break;
            default:
                AddEach(ref h, rows, ref code, ref cell, new Chosen<Four>(columns));
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
    private static void AddEach<TCell, TRows, TColumns>(ref TCell h, TRows rows, ref byte code, ref TCell cell, TColumns columns)
        where TCell : unmanaged, ICell<TCell>
        where TRows : struct, IRows, allows ref struct
        where TColumns : struct, IColumns
    {
        var near = Math.Max(rows.Count - Prefetch.RowsAhead, 0);
        for (nint i = 0; i < rows.Count - near; i++)
        {
            Ask(rows, i, ref code, ref cell);
        }

        if (near > 0)
        {
            // Where the next row lies is looked up before this one is added: its loads then do not wait behind this one's stores.
            ref var codes = ref CodesOf(ref code, rows[0]);
            var added = Unsafe.Add(ref cell, rows.CellOf(0));
            for (nint i = 0; i < near; i++)
            {
                Ask(rows, i + Prefetch.RowsAhead, ref code, ref cell);
                ref var nextCodes = ref CodesOf(ref code, rows[i + 1]);
                var nextAdded = Unsafe.Add(ref cell, rows.CellOf(i + 1));
                columns.Add(ref h, ref codes, added);
                codes = ref nextCodes;
                added = nextAdded;
            }
        }

        for (var i = near; i < rows.Count; i++)
        {
            columns.Add(ref h, ref CodesOf(ref code, rows[i]), Unsafe.Add(ref cell, rows.CellOf(i)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref byte CodesOf(ref byte code, int row) => ref Unsafe.Add(ref code, (nuint)(uint)row * BinnedRows.GroupWidth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Ask<TCell, TRows>(TRows rows, nint position, ref byte code, ref TCell cell)
        where TCell : unmanaged, ICell<TCell>
        where TRows : struct, IRows, allows ref struct
    {
        if (!TRows.AreAdjacent)
        {
            Prefetch.Read(ref CodesOf(ref code, rows[position]));
        }

        if (!TRows.HaveAdjacentCells)
        {
            Prefetch.Read(ref Unsafe.Add(ref cell, rows.CellOf(position)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Into<TCell>(ref TCell h, int offset, nuint index, TCell added)
        where TCell : unmanaged, ICell<TCell> => TCell.AddTo(ref h, offset, index, added);

    /// <summary>Which rows are added, and where the cell of each lies.</summary>
    private interface IRows
    {
        /// <summary>Whether a row lies behind the one before it.</summary>
        static abstract bool AreAdjacent { get; }

        static abstract bool HaveAdjacentCells { get; }

        nint Count { get; }

        int this[nint position] { get; }

        nint CellOf(nint position);
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
            Into(ref h, 0, codes, added);
            Into(ref h, 256, Unsafe.Add(ref codes, 1), added);
            if (TWidth.Columns == 2)
            {
                return;
            }

            Into(ref h, 512, Unsafe.Add(ref codes, 2), added);
            Into(ref h, 768, Unsafe.Add(ref codes, 3), added);
            if (TWidth.Columns == 4)
            {
                return;
            }

            Into(ref h, 1024, Unsafe.Add(ref codes, 4), added);
            Into(ref h, 1280, Unsafe.Add(ref codes, 5), added);
            Into(ref h, 1536, Unsafe.Add(ref codes, 6), added);
            Into(ref h, 1792, Unsafe.Add(ref codes, 7), added);
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
            Into(ref h, 0, (_a << 8) + Unsafe.Add(ref codes, _a), added);
            if (TWidth.Columns > 1)
            {
                Into(ref h, 0, (_b << 8) + Unsafe.Add(ref codes, _b), added);
            }

            if (TWidth.Columns > 2)
            {
                Into(ref h, 0, (_c << 8) + Unsafe.Add(ref codes, _c), added);
            }

            if (TWidth.Columns > 3)
            {
                Into(ref h, 0, (_d << 8) + Unsafe.Add(ref codes, _d), added);
            }
        }
    }

    /// <summary>Listed rows with their cells among all others.</summary>
    private readonly ref struct Scattered(ReadOnlySpan<int> rows) : IRows
    {
        private readonly ref int _rows = ref MemoryMarshal.GetReference(rows);

        public static bool AreAdjacent => false;

        public static bool HaveAdjacentCells => false;

        public nint Count { get; } = rows.Length;

        public int this[nint position] => Unsafe.Add(ref _rows, position);

        public nint CellOf(nint position) => (nint)(uint)this[position];
    }

    /// <summary>Listed rows with their cells side by side.</summary>
    private readonly ref struct Gathered(ReadOnlySpan<int> rows) : IRows
    {
        private readonly ref int _rows = ref MemoryMarshal.GetReference(rows);

        public static bool AreAdjacent => false;

        public static bool HaveAdjacentCells => true;

        public nint Count { get; } = rows.Length;

        public int this[nint position] => Unsafe.Add(ref _rows, position);

        public nint CellOf(nint position) => position;
    }

    private readonly struct All(int count) : IRows
    {
        public static bool AreAdjacent => true;

        public static bool HaveAdjacentCells => true;

        public nint Count => count;

        public int this[nint position] => (int)position;

        public nint CellOf(nint position) => position;
    }
}
