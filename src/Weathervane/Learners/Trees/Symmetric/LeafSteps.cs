using Weathervane.Learners.Trees.Losses;

namespace Weathervane.Learners.Trees.Symmetric;

/// <summary>Works out the steps of a tree's leaves from the rows that give them: several Newton or gradient steps, each at the scores after the one before.</summary>
/// <remarks>Each step is the sum of gradients by that of hessians (Newton) or weights (Gradient), and the penalty. Where a step has made a
/// leaf's slope steeper the other way, half of it is taken back, and it ends early when no leaf moves any more. Differs from CatBoost, which
/// looks at the whole loss after a step.</remarks>
internal sealed class LeafSteps
{
    /// <summary>When the last step is no longer than this share of the longest so far, further ones would change nothing that shows: the error
    /// of a Newton step is about the square of its length.</summary>
    private const double NewtonConverged = 1e-5, GradientConverged = 1e-9;

    /// <summary>Rows differentiated at once.</summary>
    private const int ChunkRows = 512;

    private readonly Loss _loss;
    private readonly SymmetricPlan _plan;
    private readonly double[] _g, _h, _weight, _previousG, _previousStep;
    private readonly (double G, double Weight)[] _sums;

    internal LeafSteps(Loss loss, SymmetricPlan plan)
    {
        (_loss, _plan) = (loss, plan);
        var leaves = 1 << plan.Depth;
        (_g, _h, _weight) = (new double[leaves], new double[leaves], new double[leaves]);
        (_previousG, _previousStep, _sums) = (new double[leaves], new double[leaves], new (double, double)[leaves]);
    }

    /// <summary>Adds the derivatives of all rows, at their scores and the steps of their leaves, to the sums of the leaves.</summary>
    internal delegate void Adder(ReadOnlySpan<double> steps, Span<double> g, Span<double> h);

    /// <summary>The steps of the leaves, not yet times the learning rate.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="add">Adds up the derivatives of the rows on several threads; null to do it on this one.</param>
    /// <param name="l2">The penalty, times the mean weight of these rows.</param>
    /// <param name="steps">[leaves].</param>
    internal void Find(in LeafRows rows, Adder? add, double l2, Span<double> steps)
    {
        steps.Clear();
        WeighLeaves(rows, steps.Length);
        var moves = true;
        for (var iteration = 0; iteration < _plan.LeafIterations && moves; iteration++)
        {
            _g.AsSpan(0, steps.Length).Clear();
            _h.AsSpan(0, steps.Length).Clear();
            if (add is null)
            {
                Add(_loss, rows, steps, _g, _h);
            }
            else
            {
                add(steps, _g, _h);
            }

            var (longest, last) = (0.0, 0.0);
            for (var leaf = 0; leaf < steps.Length; leaf++)
            {
                _sums[leaf] = iteration == 0 ? (_g[leaf], _weight[leaf]) : _sums[leaf];
                var step = Step(leaf, l2, iteration == 0);
                steps[leaf] += step;
                (longest, last) = (Math.Max(longest, Math.Abs(steps[leaf])), Math.Max(last, Math.Abs(step)));
            }

            moves = last > (_plan.LeafMethod == LeafMethod.Newton ? NewtonConverged : GradientConverged) * longest;
        }

        if (_plan.LeafMethod == LeafMethod.Exact)
        {
            FindExactly(rows, steps);
        }
    }

    /// <summary>Gradients, before the first step, and weights of the rows in each leaf.</summary>
    internal ReadOnlySpan<(double G, double Weight)> Sums(int leaves) => _sums.AsSpan(0, leaves);

    /// <summary>Adds the derivatives of rows, at their scores and the steps of their leaves, to the sums of the leaves.</summary>
    internal static void Add(Loss loss, in LeafRows rows, ReadOnlySpan<double> steps, Span<double> g, Span<double> h)
    {
        Span<double> scores = stackalloc double[ChunkRows], gradient = stackalloc double[ChunkRows], hessian = stackalloc double[ChunkRows];
        for (var from = 0; from < rows.Scores.Length; from += ChunkRows)
        {
            var chunk = rows.Slice(from, Math.Min(ChunkRows, rows.Scores.Length - from));
            var count = chunk.Scores.Length;
            for (var i = 0; i < count; i++)
            {
                scores[i] = chunk.Scores[i] + steps[chunk.LeafOf[i]];
            }

            loss.Differentiate(scores[..count], chunk.Labels, chunk.Weights, gradient[..count], hessian[..count]);
            for (var i = 0; i < count; i++)
            {
                var leaf = chunk.LeafOf[i];
                g[leaf] += gradient[i];
                h[leaf] += hessian[i];
            }
        }
    }

    private double Step(int leaf, double l2, bool isFirst)
    {
        var g = _g[leaf];
        if (!isFirst && g * _previousG[leaf] < 0 && Math.Abs(g) > Math.Abs(_previousG[leaf]))
        {
            return -(_previousStep[leaf] /= 2);
        }

        var curvature = (_plan.LeafMethod == LeafMethod.Newton ? _h[leaf] : _weight[leaf]) + l2;
        (_previousG[leaf], _previousStep[leaf]) = (g, curvature > 0 ? -g / curvature : 0);
        return _previousStep[leaf];
    }

    private void WeighLeaves(in LeafRows rows, int leaves)
    {
        _weight.AsSpan(0, leaves).Clear();
        for (var i = 0; i < rows.LeafOf.Length; i++)
        {
            _weight[rows.LeafOf[i]] += rows.Weights.IsEmpty ? 1 : rows.Weights[i];
        }
    }

    private void FindExactly(in LeafRows rows, Span<double> steps)
    {
        var ordered = new int[rows.LeafOf.Length];
        var ends = new int[steps.Length + 1];
        foreach (var leaf in rows.LeafOf)
        {
            ends[leaf + 1]++;
        }

        for (var leaf = 0; leaf < steps.Length; leaf++)
        {
            ends[leaf + 1] += ends[leaf];
        }

        var next = ends.AsSpan(0, steps.Length).ToArray();
        for (var i = 0; i < ordered.Length; i++)
        {
            ordered[next[rows.LeafOf[i]]++] = i;
        }

        for (var leaf = 0; leaf < steps.Length; leaf++)
        {
            var members = ordered.AsSpan(ends[leaf], ends[leaf + 1] - ends[leaf]);
            steps[leaf] = members.IsEmpty ? 0 : _loss.Step(members, rows.Scores, rows.Labels, rows.Weights);
        }
    }
}

/// <summary>Rows with the leaf that each fell into.</summary>
internal readonly ref struct LeafRows
{
    /// <summary>[rows] raw scores before the tree.</summary>
    internal required ReadOnlySpan<double> Scores { get; init; }

    /// <summary>[rows].</summary>
    internal required ReadOnlySpan<double> Labels { get; init; }

    /// <summary>[rows]; empty for equal ones.</summary>
    internal required ReadOnlySpan<double> Weights { get; init; }

    /// <summary>[rows].</summary>
    internal required ReadOnlySpan<ushort> LeafOf { get; init; }

    /// <summary>Some neighbouring rows.</summary>
    internal LeafRows Slice(int from, int count) => new()
    {
        Scores = Scores.Slice(from, count),
        Labels = Labels.Slice(from, count),
        Weights = Weights.IsEmpty ? default : Weights.Slice(from, count),
        LeafOf = LeafOf.Slice(from, count),
    };
}
