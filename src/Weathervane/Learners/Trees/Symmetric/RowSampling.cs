using Weathervane.Numerics;

namespace Weathervane.Learners.Trees.Symmetric;

/// <summary>Draws the weights that rows have in the search for one tree's structure; 0 leaves a row out.</summary>
/// <remarks>MVS keeps rows with large gradients and weighs the others by one over their chance, so that sums stay right on average;
/// the chance is the size of the gradient, with a term for the hessian, by a threshold that gives the wanted share in each block of rows.
/// Source: Ibragimov and Gusev (2019), Minimal Variance Sampling; CatBoost, catboost/private/libs/algo/mvs.cpp.</remarks>
internal sealed class RowSampling
{
    /// <summary>Rows in one block: one threshold, one piece of parallel work.</summary>
    internal const int BlockRows = 8192;

    private readonly SymmetricPlan _plan;
    private readonly Crew _crew;
    private readonly double[] _sizes;
    private readonly Action<int> _drawBlock;
    private double[] _gradient = [];
    private ulong _seed;
    private double _lambda;

    internal RowSampling(int rows, SymmetricPlan plan, Crew crew)
    {
        (_plan, _crew) = (plan, crew);
        var isMvs = plan.Bootstrap == BootstrapKind.Mvs && plan.Subsample < 1;
        DrawsRows = isMvs || (plan.Bootstrap == BootstrapKind.Bernoulli && plan.Subsample < 1);
        Weighs = DrawsRows || (plan.Bootstrap == BootstrapKind.Bayesian && plan.Temperature > 0);
        Factors = Weighs ? new double[rows] : [];
        _sizes = isMvs ? new double[rows] : [];
        _drawBlock = isMvs ? DrawByGradient : DrawBlindly;
    }

    /// <summary>Whether rows get weights at all.</summary>
    internal bool Weighs { get; }

    /// <summary>Whether some rows are left out.</summary>
    internal bool DrawsRows { get; }

    /// <summary>[rows] the weights drawn; empty where none are.</summary>
    internal double[] Factors { get; }

    /// <summary>Draws for one tree.</summary>
    /// <param name="gradient">[rows].</param>
    /// <param name="meanLeaf">Mean size of the last tree's leaf values; null before the first tree.</param>
    /// <param name="seed">Of this tree.</param>
    internal void Draw(double[] gradient, double? meanLeaf, ulong seed)
    {
        if (!Weighs)
        {
            return;
        }

        (_gradient, _seed) = (gradient, seed);
        var mean = _sizes.Length == 0 ? 0 : meanLeaf ?? MeanSize(gradient.AsSpan(0, Factors.Length));
        _lambda = mean * mean;
        _crew.Run((Factors.Length + BlockRows - 1) / BlockRows, _drawBlock);
    }

    private static double MeanSize(ReadOnlySpan<double> gradient)
    {
        var sum = 0.0;
        foreach (var g in gradient)
        {
            sum += Math.Abs(g);
        }

        return sum / gradient.Length;
    }

    private double Uniform(int row) => (SeededRandom.Mix(_seed, (ulong)row) >> 11) * (1.0 / (1UL << 53));

    private void DrawBlindly(int block)
    {
        var end = Math.Min((block + 1) * BlockRows, Factors.Length);
        for (var row = block * BlockRows; row < end; row++)
        {
            Factors[row] = _plan.Bootstrap == BootstrapKind.Bernoulli
                ? (Uniform(row) < _plan.Subsample ? 1 : 0)
                : FixedMath.Pow(-FixedMath.Log(1 - Uniform(row)), _plan.Temperature);
        }
    }

    private void DrawByGradient(int block)
    {
        var from = block * BlockRows;
        var sizes = _sizes.AsSpan(from, Math.Min(BlockRows, _sizes.Length - from));
        for (var i = 0; i < sizes.Length; i++)
        {
            sizes[i] = Math.Sqrt((_gradient[from + i] * _gradient[from + i]) + _lambda);
        }

        var threshold = Threshold(sizes, _plan.Subsample * sizes.Length);
        for (var i = 0; i < sizes.Length; i++)
        {
            var chance = Chance(sizes[i], threshold);
            Factors[from + i] = Uniform(from + i) < chance ? 1 / chance : 0;
        }
    }

    private static double Chance(double size, double threshold) => size >= threshold ? 1 : size / threshold;

    /// <summary>The threshold at which the chances add up to the wanted number of rows.</summary>
    /// <remarks>Taking too few rows for certain gives a threshold too high; with each pass rows above it are taken for certain, until there are no more.</remarks>
    internal static double Threshold(ReadOnlySpan<double> sizes, double wanted)
    {
        var (threshold, certain) = (double.PositiveInfinity, -1);
        while (true)
        {
            var (above, rest) = (0, 0.0);
            foreach (var size in sizes)
            {
                var isAbove = size >= threshold;
                above += isAbove ? 1 : 0;
                rest += isAbove ? 0 : size;
            }

            if (above <= certain || above >= wanted)
            {
                return threshold;
            }

            (threshold, certain) = (rest / (wanted - above), above);
        }
    }
}
