using Weathervane.Learners.Trees.Bins;

namespace Weathervane.Learners.Trees.Symmetric;

/// <summary>One random order of the training rows, and models that each learnt from a stretch at its beginning: the body of support k are the
/// first rows, and its tail the next as many, whose scores know nothing of their own labels.</summary>
/// <remarks>Bodies double, so that some log2(rows) models serve all rows. All supports share the trees' structures; their leaf values come
/// from their bodies alone. Source: Prokhorenkova et al. (2018), section 4; CatBoost, fold.cpp.</remarks>
internal sealed class OrderedFold
{
    private const double Growth = 2;

    private readonly int[] _order;
    private readonly double[] _l2;

    internal OrderedFold(int[] order, int[] ends, double start, double[] labels, double[]? weights, BinnedRows data, SymmetricPlan plan, Crew crew)
    {
        (_order, Ends) = (order, ends);
        Bins = data.Reorder(order, crew);
        Labels = Array.ConvertAll(order, row => labels[row]);
        Weights = weights is null ? null : Array.ConvertAll(order, row => weights[row]);
        LeafAt = new ushort[order.Length];
        Scores = [.. Enumerable.Range(0, Supports).Select(k => Enumerable.Repeat(start, ends[k + 1]).ToArray())];
        _l2 = [.. Enumerable.Range(0, Supports).Select(k => plan.L2 * ((Weights?.Take(ends[k]).Sum() ?? ends[k]) / ends[k]))];
    }

    /// <summary>[supports + 1] where the bodies end, and at last the rows; the tail of a support ends with the next body.</summary>
    internal int[] Ends { get; }

    internal int Supports => Ends.Length - 1;

    /// <summary>The rows' bins in this order.</summary>
    internal BinnedRows Bins { get; }

    /// <summary>[rows] in this order.</summary>
    internal double[] Labels { get; }

    /// <summary>[rows] in this order; null for equal ones.</summary>
    internal double[]? Weights { get; }

    /// <summary>[supports][rows of body and tail] the support's raw scores.</summary>
    internal double[][] Scores { get; }

    /// <summary>[rows] in this order: the leaf of each row in the last tree.</summary>
    internal ushort[] LeafAt { get; }

    /// <summary>Bodies of 100 rows or 2 % of them, or of 1 up to 500 rows, that double until all rows are in a tail.</summary>
    internal static int[] EndsOf(int rows)
    {
        var ends = new List<int> { Math.Min(rows > 500 ? Math.Min(100, rows / 50) : 1, rows) };
        do
        {
            ends.Add((int)Math.Min(Math.Ceiling(ends[^1] * Growth), rows));
        }
        while (ends[^1] < rows);
        return [.. ends];
    }

    /// <summary>The penalty for a body's rows.</summary>
    internal double L2(int support) => _l2[support];

    /// <summary>The row number at each place of this order.</summary>
    internal int RowAt(int place) => _order[place];

    /// <summary>Takes over in which leaf each row is.</summary>
    internal void Place(ushort[] leafOf)
    {
        for (var i = 0; i < _order.Length; i++)
        {
            LeafAt[i] = leafOf[_order[i]];
        }
    }

    /// <summary>Adds a tree to the scores of a support: leaf values from its body, for body and tail.</summary>
    /// <param name="support">Which.</param>
    /// <param name="finder">Finds the leaves' steps.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="steps">[leaves] scratch.</param>
    internal void Update(int support, LeafSteps finder, double rate, Span<double> steps)
    {
        var (body, scores) = (Ends[support], Scores[support]);
        var rows = new LeafRows
        {
            Scores = scores.AsSpan(0, body),
            Labels = Labels.AsSpan(0, body),
            Weights = Weights is null ? default : Weights.AsSpan(0, body),
            LeafOf = LeafAt.AsSpan(0, body),
        };
        finder.Find(rows, null, _l2[support], steps);
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] += rate * steps[LeafAt[i]];
        }
    }
}
