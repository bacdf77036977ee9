using Weathervane.Learners.Trees.Histograms;
using Weathervane.Numerics;

namespace Weathervane.Learners.Trees.Symmetric;

/// <summary>Finds the structure of one tree after the other: from the model's own gradients (Plain), or from those of models that have not seen their rows (Ordered).</summary>
internal abstract class TreeSearch
{
    /// <summary>Finds the questions of the next tree.</summary>
    /// <param name="round">How many trees there are.</param>
    /// <param name="meanLeaf">Mean size of the last tree's leaf values; null before the first tree.</param>
    /// <param name="seed">Of this tree.</param>
    /// <param name="leafOf">[rows], filled with the leaf of each training row.</param>
    /// <returns>The questions in the order found: rows whose code is above the bin answer yes, and bit i of a leaf answers question i.</returns>
    internal abstract IReadOnlyList<(int Feature, int Bin)> Grow(int round, double? meanLeaf, ulong seed, ushort[] leafOf);

    /// <summary>Brings its own models, if it has any, up to date with a tree.</summary>
    internal virtual void Update(ushort[] leafOf, int leaves)
    {
    }

    /// <summary>Shrinks its own models, if it has any.</summary>
    internal virtual void Shrink(double factor)
    {
    }

    /// <summary>The noise of scores in units of cells: in proportion to the size of gradients, and fading as the model grows.</summary>
    /// <remarks>Source: CatBoost, greedy_tensor_search.cpp, CalcScoreStDev.</remarks>
    private protected static double Noise(SymmetricPlan plan, CellScale scale, double meanSquare, int rows, int round)
    {
        var left = FixedMath.Exp(FixedMath.Log(rows) - (round * plan.Rate));
        var unit = plan.Cosine ? scale.G / Math.Sqrt(scale.H) : scale.Gain;
        return plan.RandomStrength * Math.Sqrt(meanSquare) * left / (1 + left) / unit;
    }
}
