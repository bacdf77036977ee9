using System.Buffers;
using Weathervane.Features;
using Weathervane.Learners.Formats;
using Weathervane.Numerics;

namespace Weathervane.Learners.Trees;

/// <summary>How the sum over trees becomes a probability.</summary>
internal enum TreeLink
{
    /// <summary>Sigmoid of bias + sum: boosting.</summary>
    Logistic,

    /// <summary>Sum divided by the number of trees: forests.</summary>
    Mean,
}

/// <summary>Trees whose leaf values are added up, in order, to the probability of up.</summary>
/// <remarks>NaN goes the way that each node learnt for missing values; where none was missing in training, the way of most rows.</remarks>
public sealed class TreeModel : Model
{
    private const int BlockRows = 128;

    private readonly Tree[] _trees;
    private readonly double _bias;
    private readonly TreeLink _link;

    internal TreeModel(IReadOnlyList<string> featureNames, Tree[] trees, double bias, TreeLink link) =>
        (FeatureNames, _trees, _bias, _link) = (featureNames, trees, bias, link);

    /// <inheritdoc/>
    public override IReadOnlyList<string> FeatureNames { get; }

    /// <inheritdoc/>
    public override string Kind => "trees";

    /// <summary>How many trees there are.</summary>
    public int TreeCount => _trees.Length;

    /// <summary>The trees.</summary>
    internal IReadOnlyList<Tree> Trees => _trees;

    /// <inheritdoc/>
    public override void Predict(FeatureMatrix features, Span<double> probability, int threads = 1)
    {
        CheckShape(features, probability);
        var results = ArrayPool<double>.Shared.Rent(probability.Length);
        var blocks = (features.Rows + BlockRows - 1) / BlockRows;
        Parallel.For(0, blocks, new ParallelOptions { MaxDegreeOfParallelism = threads }, block =>
        {
            var from = block * BlockRows;
            PredictBlock(features, from, results.AsSpan(from, Math.Min(BlockRows, features.Rows - from)));
        });
        results.AsSpan(0, probability.Length).CopyTo(probability);
        ArrayPool<double>.Shared.Return(results);
    }

    /// <inheritdoc/>
    public override double Predict(ReadOnlySpan<double> row)
    {
        Check.SameLength(row.Length, FeatureNames.Count, nameof(row));
        var sum = _bias;
        foreach (var tree in _trees)
        {
            sum += tree.Leaves[tree.LeafOf(row)];
        }

        return Probability(sum);
    }

    /// <summary>The gain of all splits on each feature, as shares of their sum.</summary>
    public override double[] Importances()
    {
        var gains = new double[FeatureNames.Count];
        foreach (var tree in _trees)
        {
            for (var i = 0; i < tree.Nodes.Length; i++)
            {
                gains[tree.Nodes[i].Feature] += tree.Gains[i];
            }
        }

        return Shares.Of(gains);
    }

    internal static TreeModel Read(ModelReader reader)
    {
        var names = reader.Names();
        var link = (TreeLink)reader.Int("link", 0, 1);
        var bias = reader.Double("bias", double.MinValue, double.MaxValue);
        var trees = new Tree[reader.Count("trees", TreeFormat.SmallestTreeBytes)];
        for (var i = 0; i < trees.Length; i++)
        {
            trees[i] = TreeFormat.Read(reader, names.Length, link);
        }

        return trees.Length > 0 || link == TreeLink.Logistic ? new TreeModel(names, trees, bias, link) : throw reader.Corrupt("a forest has no trees");
    }

    internal void Write(ModelWriter writer)
    {
        writer.Names(FeatureNames);
        writer.Int((int)_link);
        writer.Double(_bias);
        writer.Int(_trees.Length);
        foreach (var tree in _trees)
        {
            TreeFormat.Write(tree, writer);
        }
    }

    private void PredictBlock(FeatureMatrix features, int from, Span<double> probability)
    {
        var columns = FeatureNames.Count;
        var rows = ArrayPool<double>.Shared.Rent(Math.Max(BlockRows * columns, 1));
        for (var c = 0; c < columns; c++)
        {
            var column = features.Column(c).Slice(from, probability.Length);
            for (var i = 0; i < column.Length; i++)
            {
                rows[(i * columns) + c] = column[i];
            }
        }

        probability.Fill(_bias);
        foreach (var tree in _trees)
        {
            for (var i = 0; i < probability.Length; i++)
            {
                probability[i] += tree.Leaves[tree.LeafOf(rows.AsSpan(i * columns, columns))];
            }
        }

        foreach (ref var p in probability)
        {
            p = Probability(p);
        }

        ArrayPool<double>.Shared.Return(rows);
    }

    private double Probability(double sum) => _link == TreeLink.Logistic ? FixedMath.Sigmoid(sum) : Math.Clamp(sum / _trees.Length, 0, 1);
}
