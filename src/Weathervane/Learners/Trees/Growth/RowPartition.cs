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
    private readonly int[] _leftCounts;
    private readonly Action<int> _movePiece;
    private readonly Crew _crew;
    private (int Start, int Count, byte[] Codes, int Place, int Bin, bool MissingLeft) _job;

    internal RowPartition(int rows, Crew crew)
    {
        (_rows, _right, _crew) = (new int[rows], new int[rows], crew);
        _leftCounts = new int[(rows / PieceRows) + 1];
        _movePiece = MovePiece;
        _job = (0, 0, [], 0, 0, false);
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

    /// <summary>Splits the rows from <paramref name="start"/> on and returns how many went left.</summary>
    internal int Move(int start, int count, BinnedRows data, in Split split)
    {
        _job = (start, count, data.CodesOf(split.Feature), BinnedRows.Place(split.Feature), split.Bin, split.MissingLeft);
        var pieces = (count + PieceRows - 1) / PieceRows;
        _crew.Run(pieces, _movePiece);
        var left = 0;
        for (var piece = 0; piece < pieces; piece++)
        {
            Array.Copy(_rows, start + (piece * PieceRows), _rows, start + left, _leftCounts[piece]);
            left += _leftCounts[piece];
        }

        var end = start + left;
        for (var piece = 0; piece < pieces; piece++)
        {
            var rights = Math.Min(PieceRows, count - (piece * PieceRows)) - _leftCounts[piece];
            Array.Copy(_right, start + (piece * PieceRows), _rows, end, rights);
            end += rights;
        }

        return left;
    }

    /// <summary>Writes each row to both sides and moves on only on the side where it belongs: no branch to guess wrong.</summary>
    private void MovePiece(int piece)
    {
        var (start, count, codes, place, bin, missingLeft) = _job;
        var from = start + (piece * PieceRows);
        var rows = _rows.AsSpan(from, Math.Min(PieceRows, start + count - from));
        ref var left = ref MemoryMarshal.GetReference(rows);
        ref var right = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_right), from);
        ref var first = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(codes), place);
        var (lefts, rights) = (0, 0);
        // The code of missing is above every bin; going left, it is brought below by wrapping round.
        var (offset, limit) = missingLeft ? (1u, (uint)bin + 1) : (0u, (uint)bin);
        for (var i = 0; i < rows.Length; i++)
        {
            Prefetch.Read(codes, rows, i, BinnedRows.GroupWidth);
            var row = rows[i];
            var code = (byte)(Unsafe.Add(ref first, (nint)row * BinnedRows.GroupWidth) + offset);
            var goesLeft = code <= limit ? 1 : 0;
            Unsafe.Add(ref left, lefts) = row;
            Unsafe.Add(ref right, rights) = row;
            lefts += goesLeft;
            rights += 1 - goesLeft;
        }

        _leftCounts[piece] = lefts;
    }
}
