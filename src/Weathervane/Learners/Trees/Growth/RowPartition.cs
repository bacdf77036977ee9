using Weathervane.Learners.Trees.Bins;

namespace Weathervane.Learners.Trees.Growth;

/// <summary>The rows of a tree, node after node; a split moves its left rows before its right rows and keeps their order.</summary>
internal sealed class RowPartition
{
    /// <summary>Rows in one piece of parallel work; fixed, so that threads change nothing.</summary>
    private const int PieceRows = 8192;

    /// <summary>Rows whose pieces are brought together before a helper would have woken up.</summary>
    private const int RowsWorthThreads = 4 * PieceRows;

    private readonly int[] _rows, _left, _right;
    private readonly List<Piece> _pieces = [];
    private readonly int[] _leftCounts, _leftEnds, _rightEnds;
    private readonly Action<int> _partPiece, _joinPiece;
    private readonly Crew _crew;
    private readonly BinnedRows _data;

    // Rows 0 to n - 1, made once; and where a node's rows are read from: those, until the first split of a tree that learns from them all.
    private int[]? _all;
    private int[] _source;

    /// <summary>Prepares for some of the data's rows.</summary>
    /// <param name="data">The rows' bins.</param>
    /// <param name="rows">Most rows of a tree.</param>
    /// <param name="nodes">Most nodes split at once.</param>
    /// <param name="crew">Threads.</param>
    internal RowPartition(BinnedRows data, int rows, int nodes, Crew crew)
    {
        (_data, _rows, _left, _right, _crew) = (data, new int[rows], new int[rows], new int[rows], crew);
        var pieces = (rows / PieceRows) + nodes;
        (_leftCounts, _leftEnds, _rightEnds) = (new int[pieces], new int[pieces], new int[pieces]);
        (_partPiece, _joinPiece, _source) = (PartPiece, JoinPiece, _rows);
    }

    /// <summary>Starts a tree on rows 0 to n - 1.</summary>
    internal void Reset() => _source = _all ??= [.. Enumerable.Range(0, _rows.Length)];

    /// <summary>Starts a tree on chosen rows, ascending.</summary>
    internal void Reset(ReadOnlySpan<int> rows)
    {
        rows.CopyTo(_rows);
        _source = _rows;
    }

    internal ReadOnlySpan<int> Slice(int start, int count) => _source.AsSpan(start, count);

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
        var (first, rows) = (0, 0);
        for (var node = 0; node < nodes.Length; node++)
        {
            var last = first + Pieces(nodes[node].Count);
            lefts[node] = Place(nodes[node].Start, first, last);
            (first, rows) = (last, rows + nodes[node].Count);
        }

        _source = _rows;
        if (rows >= RowsWorthThreads)
        {
            _crew.Run(_pieces.Count, _joinPiece);
            return;
        }

        for (var piece = 0; piece < _pieces.Count; piece++)
        {
            JoinPiece(piece);
        }
    }

    private static int Pieces(int rows) => (rows + PieceRows - 1) / PieceRows;

    /// <summary>Finds where the left rows of a node's pieces end, one piece after the other, and behind them its right rows; how many go left.</summary>
    private int Place(int start, int first, int last)
    {
        var end = start;
        for (var piece = first; piece < last; piece++)
        {
            _leftEnds[piece] = end += _leftCounts[piece];
        }

        var lefts = end - start;
        for (var piece = first; piece < last; piece++)
        {
            _rightEnds[piece] = end += _pieces[piece].Count - _leftCounts[piece];
        }

        return lefts;
    }

    /// <summary>Puts the rows of a piece aside, left ones and right ones.</summary>
    private void PartPiece(int number)
    {
        var (from, count, cut) = _pieces[number];
        _leftCounts[number] = cut.Part(Slice(from, count), ref _left[from], ref _right[from]);
    }

    /// <summary>Brings the rows of a piece to their places.</summary>
    private void JoinPiece(int number)
    {
        var (from, count, _) = _pieces[number];
        var lefts = _leftCounts[number];
        Array.Copy(_left, from, _rows, _leftEnds[number] - lefts, lefts);
        Array.Copy(_right, from, _rows, _rightEnds[number] - (count - lefts), count - lefts);
    }

    /// <summary>Some rows of one node.</summary>
    private readonly record struct Piece(int From, int Count, BinCut Cut);
}
