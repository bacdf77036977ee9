using System.Numerics;
using Weathervane.Learners.Trees.Bins;

namespace Weathervane.Learners.Trees.Growth;

/// <summary>The rows of a tree, node after node; a split moves its left rows before its right rows and keeps their order.</summary>
internal sealed class RowPartition
{
    /// <summary>Rows in one piece of parallel work; fixed, so that threads change nothing.</summary>
    private const int PieceRows = 8192;

    private readonly int[] _rows, _right;
    private readonly List<Piece> _pieces = [];
    private readonly int[] _leftCounts;
    private readonly Action<int> _partPiece;
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
        _partPiece = PartPiece;
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
            var cut = new BinCut(_data, split.Feature, split.Bin, split.MissingLeft);
            for (var done = 0; done < count; done += PieceRows)
            {
                _pieces.Add(new Piece(start + done, Math.Min(PieceRows, count - done), cut));
            }
        }

        _crew.Run(_pieces.Count, _partPiece);
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

    /// <summary>Leaves the left rows of a piece at its front, and puts its right rows aside.</summary>
    private void PartPiece(int number)
    {
        var (from, count, cut) = _pieces[number];
        _leftCounts[number] = cut.Part(Slice(from, count), ref _rows[from], ref _right[from]);
    }

    /// <summary>Some rows of one node.</summary>
    private readonly record struct Piece(int From, int Count, BinCut Cut);
}
