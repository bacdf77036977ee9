using System.Numerics;
using System.Runtime.InteropServices;
using Weathervane.Features;
using Weathervane.Learners.Trees;
using Weathervane.Numerics;

namespace Weathervane.Learners.Explain;

/// <summary>The way of a block of rows through all branches of a tree: the features asked so far, and which rows' values lead on.</summary>
/// <remarks>Below a path of features i with the share z of training rows that flow on if i is unknown, and o, 1 or 0 as the row's own value leads on, the
/// Shapley value of feature i is (o - z) times the mean of the products of the others over all orders in which they may become known. That mean is the
/// integral over t from 0 to 1 of the product of z (1 - t) + o t, a polynomial, which a quadrature by Gauss has exactly. All its terms are positive: nothing
/// cancels. Rows lie side by side in vectors, each worked out by itself, so that neither the width nor the neighbours change a bit.</remarks>
/// <param name="columns">The model's features.</param>
/// <param name="depth">The most nodes between root and leaf of any tree to come.</param>
/// <param name="most">Rows in a block.</param>
internal sealed class TreeShapWalk(int columns, int depth, int most)
{
    /// <summary>A feature on the path: the share of rows that flow on if it is unknown, and where it stands which rows flow on if it is known.</summary>
    private readonly record struct Step(int Feature, double Zero, int Ones);

    // A block is filled up to whole vectors; what is worked out for the places behind its rows is not read.
    private readonly int _width = Width(most);
    private readonly List<Step> _path = new(depth);
    private readonly Vector<double>[] _factors = new Vector<double>[depth], _before = new Vector<double>[depth], _sums = new Vector<double>[depth];

    /// <summary>[depth + 1 x width] 1 where the row's values lead on, else 0.</summary>
    private readonly double[] _ones = new double[(depth + 1) * Width(most)];

    /// <summary>[columns x width].</summary>
    private readonly double[] _values = new double[columns * Width(most)], _contributions = new double[columns * Width(most)];

    /// <summary>Starts a block: its rows' values, and no contributions.</summary>
    /// <param name="features">[rows x columns].</param>
    /// <param name="from">The first row.</param>
    /// <param name="rows">How many.</param>
    internal void Start(FeatureMatrix features, int from, int rows)
    {
        for (var c = 0; c < columns; c++)
        {
            features.Column(c).Slice(from, rows).CopyTo(_values.AsSpan(c * _width));
        }

        Array.Clear(_contributions);
    }

    /// <summary>Starts a block of one row.</summary>
    internal void Start(ReadOnlySpan<double> row)
    {
        for (var c = 0; c < columns; c++)
        {
            _values[c * _width] = row[c];
        }

        Array.Clear(_contributions);
    }

    /// <summary>What the trees have added for one row, times a factor.</summary>
    /// <param name="row">Its place in the block.</param>
    /// <param name="factor">The factor.</param>
    /// <param name="contributions">[columns].</param>
    internal void CopyTo(int row, double factor, Span<double> contributions)
    {
        for (var c = 0; c < contributions.Length; c++)
        {
            contributions[c] = _contributions[(c * _width) + row] * factor;
        }
    }

    /// <summary>Adds one tree's contributions.</summary>
    internal void Add(Tree tree)
    {
        if (tree.Nodes.Length > 0)
        {
            Visit(tree, 0, 0);
        }
    }

    private void Visit(Tree tree, int at, int level)
    {
        if (at < 0)
        {
            AddLeaf(tree.Leaves[~at]);
            return;
        }

        var node = tree.Nodes[at];
        var place = PlaceOf(node.Feature);
        var known = place >= 0 ? _path[place] : new Step(node.Feature, 1, -1);
        Go(node.Left);
        Go(node.Right);

        void Go(int child)
        {
            var step = new Step(node.Feature, known.Zero * tree.ShareOf(at, child), level * _width);
            Follow(tree, node, child, known.Ones, step.Ones);
            if (place >= 0)
            {
                _path[place] = step;
                Visit(tree, child, level + 1);
                _path[place] = known;
            }
            else
            {
                _path.Add(step);
                Visit(tree, child, level + 1);
                _path.RemoveAt(_path.Count - 1);
            }
        }
    }

    /// <summary>Where a feature stands on the path; -1 where it does not.</summary>
    private int PlaceOf(int feature)
    {
        var path = CollectionsMarshal.AsSpan(_path);
        for (var i = 0; i < path.Length; i++)
        {
            if (path[i].Feature == feature)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Which rows go to a child, of those that the same feature has led here.</summary>
    private void Follow(Tree tree, in TreeNode node, int child, int from, int to)
    {
        var values = _values.AsSpan(node.Feature * _width, _width);
        var ones = _ones.AsSpan(to, _width);
        for (var i = 0; i < values.Length; i++)
        {
            ones[i] = node.Next(values[i], tree.CategorySets) == child ? from < 0 ? 1 : _ones[from + i] : 0;
        }
    }

    private void AddLeaf(double leaf)
    {
        var path = CollectionsMarshal.AsSpan(_path);
        // Exact for polynomials up to degree 2 n - 1; the others on the path are one less than all.
        var rule = GaussLegendre.Of((path.Length + 1) / 2);
        for (var row = 0; row < _width; row += Vector<double>.Count)
        {
            var sums = _sums.AsSpan(0, path.Length);
            sums.Clear();
            for (var point = 0; point < rule.Points.Length; point++)
            {
                var known = new Vector<double>(rule.Points[point]);
                var (unknown, product) = (1 - rule.Points[point], Vector<double>.One);
                for (var i = 0; i < path.Length; i++)
                {
                    _before[i] = product;
                    _factors[i] = new Vector<double>(path[i].Zero * unknown) + (new Vector<double>(_ones, path[i].Ones + row) * known);
                    product *= _factors[i];
                }

                product = new Vector<double>(rule.Weights[point] * leaf);
                for (var i = path.Length - 1; i >= 0; i--)
                {
                    sums[i] += _before[i] * product;
                    product *= _factors[i];
                }
            }

            for (var i = 0; i < path.Length; i++)
            {
                var at = (path[i].Feature * _width) + row;
                var share = new Vector<double>(_ones, path[i].Ones + row) - new Vector<double>(path[i].Zero);
                (new Vector<double>(_contributions, at) + (share * sums[i])).CopyTo(_contributions, at);
            }
        }
    }

    private static int Width(int rows) => (rows + Vector<double>.Count - 1) / Vector<double>.Count * Vector<double>.Count;
}
