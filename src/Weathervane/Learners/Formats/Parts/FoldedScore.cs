using Weathervane.Learners.Trees;

namespace Weathervane.Learners.Formats.Parts;

/// <summary>A model's score as a plain sum, start + leaf values, for formats that know nothing else.</summary>
/// <remarks>Where nothing has to be scaled the leaf values keep their bits.</remarks>
internal sealed class FoldedScore
{
    private readonly TreeModel _model;
    private readonly double _factor;

    /// <summary>Folds scale, bias, and, where <paramref name="meanToo"/>, the division by the number of trees into the leaves.</summary>
    internal FoldedScore(TreeModel model, bool meanToo)
    {
        var score = model.Score;
        var divisor = score.Mean ? model.TreeCount : 1;
        _model = model;
        _factor = meanToo ? score.Scale / divisor : score.Scale;
        Start = (score.Start * _factor) + (meanToo ? score.Bias : score.Bias * divisor);
    }

    /// <summary>What the sum starts from.</summary>
    internal double Start { get; }

    /// <summary>What a leaf adds.</summary>
    internal double Leaf(int tree, int leaf) => _model.Trees[tree].Leaves[leaf] * _factor;
}
