using System.Buffers;
using Weathervane.Features;
using Weathervane.Learners.Formats;
using Weathervane.Learners.Trees.Forests;
using Weathervane.Numerics;

namespace Weathervane.Learners.Trees;

/// <summary>Trees whose leaf values are added up, in order, to a raw score and the probability of up: our own learners' models, and those of
/// LightGBM, XGBoost, CatBoost and ONNX.</summary>
/// <remarks>NaN goes the way that each node learnt for missing values; where none was missing in training, the way of most rows.</remarks>
public sealed class TreeModel : Model
{
    private readonly Tree[] _trees;
    private readonly Lazy<LeafMasks?> _masks;

    internal TreeModel(IReadOnlyList<string> featureNames, Tree[] trees, TreeScore score) =>
        (FeatureNames, _trees, Score, _masks) = (featureNames, trees, score, new(() => LeafMasks.Of(trees, featureNames.Count)));

    /// <inheritdoc/>
    public override IReadOnlyList<string> FeatureNames { get; }

    /// <inheritdoc/>
    public override string Kind => "trees";

    /// <summary>How many trees there are.</summary>
    public int TreeCount => _trees.Length;

    /// <summary>Whether the raw score has a probability: false for a regression made elsewhere.</summary>
    public bool HasProbability => Score.Link != TreeLink.Value;

    /// <summary>Whether the weights of the training rows are known, as explanations need; an ONNX file may lack them.</summary>
    public bool HasCover => _trees.All(t => t.HasCover);

    /// <summary>How well a forest that was asked for it forecast the rows that its trees had not drawn; null for other models and those read from a file.</summary>
    public OutOfBagScore? OutOfBag { get; init; }

    /// <summary>The trees.</summary>
    internal IReadOnlyList<Tree> Trees => _trees;

    /// <summary>How leaf values become a score.</summary>
    internal TreeScore Score { get; }

    /// <inheritdoc/>
    /// <exception cref="InputException">The model was made for a regression and has no probability.</exception>
    public override void Predict(FeatureMatrix features, Span<double> probability, int threads = 1)
    {
        RequireProbability();
        Raw(features, probability, threads);
        foreach (ref var p in probability)
        {
            p = Score.Probability(p);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InputException">The model was made for a regression and has no probability.</exception>
    public override double Predict(ReadOnlySpan<double> row)
    {
        RequireProbability();
        return Score.Probability(Raw(row));
    }

    /// <summary>Raw scores of many rows: log odds where the model has a sigmoid behind it.</summary>
    /// <param name="features">[rows x columns], columns as in <see cref="FeatureNames"/>.</param>
    /// <param name="raw">[rows].</param>
    /// <param name="threads">Most threads to use; the result does not depend on it.</param>
    /// <exception cref="ArgumentException">The number of columns or the destination's length does not fit.</exception>
    public void Raw(FeatureMatrix features, Span<double> raw, int threads = 1)
    {
        CheckShape(features, raw);
        var results = ArrayPool<double>.Shared.Rent(raw.Length);
        var blocks = (features.Rows + LeafMasks.BlockRows - 1) / LeafMasks.BlockRows;
        Parallel.For(0, blocks, ParallelRuns.Options(threads), block =>
        {
            var from = block * LeafMasks.BlockRows;
            RawBlock(features, from, results.AsSpan(from, Math.Min(LeafMasks.BlockRows, features.Rows - from)));
        });
        results.AsSpan(0, raw.Length).CopyTo(raw);
        ArrayPool<double>.Shared.Return(results);
    }

    /// <summary>The raw score of one row; the same bits as for many.</summary>
    /// <param name="row">[columns].</param>
    /// <exception cref="ArgumentException">The number of values does not fit.</exception>
    public double Raw(ReadOnlySpan<double> row)
    {
        Check.SameLength(row.Length, FeatureNames.Count, nameof(row));
        var sum = Score.Start;
        foreach (var tree in _trees)
        {
            sum = Score.Add(sum, tree.Leaves[tree.LeafOf(row)]);
        }

        return Score.Raw(sum, _trees.Length);
    }

    /// <summary>The gain, or the number, of all splits on each feature, as shares of their sum; null by gain where the file told no gains.</summary>
    /// <param name="kind">By what.</param>
    public override double[]? Importances(ImportanceKind kind = ImportanceKind.Gain)
    {
        if (kind == ImportanceKind.Gain && _trees.Any(t => t.Gains.Length != t.Nodes.Length))
        {
            return null;
        }

        var gains = new double[FeatureNames.Count];
        foreach (var tree in _trees)
        {
            for (var i = 0; i < tree.Nodes.Length; i++)
            {
                gains[tree.Nodes[i].Feature] += kind == ImportanceKind.Gain ? tree.Gains[i] : 1;
            }
        }

        return Shares.Of(gains);
    }

    internal static TreeModel Read(ModelReader reader)
    {
        var names = reader.Names();
        var score = TreeScore.Read(reader);
        var trees = new Tree[reader.Count("trees", TreeFormat.SmallestTreeBytes)];
        for (var i = 0; i < trees.Length; i++)
        {
            trees[i] = TreeFormat.Read(reader, names.Length, score);
        }

        return trees.Length > 0 || !score.Mean ? new TreeModel(names, trees, score) : throw reader.Corrupt("a forest has no trees");
    }

    internal void Write(ModelWriter writer)
    {
        writer.Names(FeatureNames);
        Score.Write(writer);
        writer.Int(_trees.Length);
        foreach (var tree in _trees)
        {
            TreeFormat.Write(tree, writer);
        }
    }

    private void RawBlock(FeatureMatrix features, int from, Span<double> raw)
    {
        raw.Fill(Score.Start);
        if (_masks.Value is { } masks)
        {
            masks.Add(features, from, raw, Score);
        }
        else
        {
            Walk(features, from, raw);
        }

        foreach (ref var sum in raw)
        {
            sum = Score.Raw(sum, _trees.Length);
        }
    }

    private void Walk(FeatureMatrix features, int from, Span<double> sums)
    {
        var columns = FeatureNames.Count;
        var rows = ArrayPool<double>.Shared.Rent(Math.Max(sums.Length * columns, 1));
        for (var c = 0; c < columns; c++)
        {
            var column = features.Column(c).Slice(from, sums.Length);
            for (var i = 0; i < column.Length; i++)
            {
                rows[(i * columns) + c] = column[i];
            }
        }

        foreach (var tree in _trees)
        {
            for (var i = 0; i < sums.Length; i++)
            {
                sums[i] = Score.Add(sums[i], tree.Leaves[tree.LeafOf(rows.AsSpan(i * columns, columns))]);
            }
        }

        ArrayPool<double>.Shared.Return(rows);
    }

    private void RequireProbability()
    {
        if (!HasProbability)
        {
            throw new InputException("model", "it was made for a regression and gives a value, not a probability.", "Take a model made with log loss.");
        }
    }
}
