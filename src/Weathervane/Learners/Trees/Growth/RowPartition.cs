using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weathervane.Learners.Trees.Bins;
using Weathervane.Numerics;

namespace Weathervane.Learners.Trees.Growth;

/// <summary>The rows of a tree, node after node; a split moves its left rows before its right rows and keeps their order.</summary>
internal sealed class RowPartition
{
    /// <summary>Rows in one piece of parallel work; fixed, so that threads change nothing.</summary>
    private const int PieceRows = 8192;

    private readonly int[] _rows, _right;
    private readonly List<Piece> _pieces = [];
    private readonly int[] _leftCounts;
    private readonly Action<int> _movePiece;
    private readonly Crew _crew;
    private readonly BinnedRows _data;

    /// <summary>Prepares for some of the data's rows.</summary>
    /// <param name="data">The rows' bins.</param>
    /// <param name="rows">Most rows of a tree.</param>
    /// <param name="nodes">Most nodes split at once.</param>
    /// <param name="crew">Threads.</param>
    internal RowPartition(BinnedRows data, int rows, int nodes, Crew crew)
    {
        (_data, _rows, _right, _crew) = (data, new int[rows], new int[rows], crew);
        _leftCounts = new int[(rows / PieceRows) + nodes];
        _movePiece = MovePiece;
    }

    /// <summary>Starts a tree on rows 0 to n - 1.</summary>
    internal void Reset()
    {
        var (next, i) = (Vector.CreateSequence(0, 1), 0);
        for (; i <= _rows.Length - Vector<int>.Count; i += Vector<int>.Count)
        {
            next.CopyTo(_rows, i);
            next += new Vector<int>(Vector<int>.Count);
        }

        for (; i < _rows.Length; i++)
        {
            _rows[i] = i;
        }
    }

    /// <summary>Starts a tree on chosen rows, ascending.</summary>
    internal void Reset(ReadOnlySpan<int> rows) => rows.CopyTo(_rows);

    internal ReadOnlySpan<int> Slice(int start, int count) => _rows.AsSpan(start, count);

    /// <summary>Splits the rows of nodes, which share none.</summary>
    /// <param name="nodes">Where the rows of each begin, how many there are, and the cut.</param>
    /// <param name="lefts">[nodes] how many went left, filled.</param>
    internal void Move(ReadOnlySpan<(int Start, int Count, Split Split)> nodes, Span<int> lefts)
    {
        _pieces.Clear();
        foreach (var (start, count, split) in nodes)
        {
            for (var done = 0; done < count; done += PieceRows)
            {
                _pieces.Add(new Piece(start + done, Math.Min(PieceRows, count - done), split));
            }
        }

        _crew.Run(_pieces.Count, _movePiece);
        var first = 0;
        for (var node = 0; node < nodes.Length; node++)
        {
            var last = first + Pieces(nodes[node].Count);
            lefts[node] = Join(nodes[node].Start, first, last);
            first = last;
        }
    }

    private static int Pieces(int rows) => (rows + PieceRows - 1) / PieceRows;

    /// <summary>Brings the left rows of a node's pieces together, and its right rows behind them.</summary>
    private int Join(int start, int first, int last)
    {
        var end = start;
        for (var piece = first; piece < last; piece++)
        {
            Array.Copy(_rows, _pieces[piece].From, _rows, end, _leftCounts[piece]);
            end += _leftCounts[piece];
        }

        var left = end - start;
        for (var piece = first; piece < last; piece++)
        {
            var rights = _pieces[piece].Count - _leftCounts[piece];
            Array.Copy(_right, _pieces[piece].From, _rows, end, rights);
            end += rights;
        }

        return left;
    }

    /// <summary>Writes each row to both sides and moves on only on the side where it belongs: no branch to guess wrong.</summary>
    private void MovePiece(int piece)
    {
        var (from, count, split) = _pieces[piece];
        var (codes, place) = (_data.CodesOf(split.Feature), BinnedRows.Place(split.Feature));
        var rows = _rows.AsSpan(from, count);
        ref var code = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(codes), place);
        ref var right = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_right), from);
        // The code of missing is above every bin; going left, it is brought below by wrapping round.
        var (offset, limit) = split.MissingLeft ? (1u, (uint)split.Bin + 1) : (0u, (uint)split.Bin);
        var near = Prefetch.Near(codes, rows, BinnedRows.GroupWidth);
        nint lefts = 0;
        for (var i = 0; i < near; i++)
        {
            Prefetch.Read(ref Unsafe.Add(ref code, (nint)(uint)rows[i + Prefetch.RowsAhead] * BinnedRows.GroupWidth));
            lefts += Put(rows, i, lefts, ref code, ref right, offset, limit);
        }

        for (var i = near; i < rows.Length; i++)
        {
            lefts += Put(rows, i, lefts, ref code, ref right, offset, limit);
        }

        _leftCounts[piece] = (int)lefts;
    }

    /// <summary>Puts a row behind the last one of either side, and tells 1 where it went left: only there it counts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Put(Span<int> rows, int i, nint lefts, ref byte code, ref int right, uint offset, uint limit)
    {
        var row = rows[i];
        var goesLeft = (byte)(Unsafe.Add(ref code, (nint)(uint)row * BinnedRows.GroupWidth) + offset) <= limit;
        Unsafe.Add(ref MemoryMarshal.GetReference(rows), lefts) = row;
        Unsafe.Add(ref right, i - lefts) = row;
        return goesLeft ? 1 : 0;
    }

    /// <summary>Some rows of one node.</summary>
    private readonly record struct Piece(int From, int Count, Split Split);
}
