using Weathervane.Numerics;

namespace Weathervane.Learners.Trees.Boosting;

/// <summary>Which trees are left out of a round of DART, and what they and the new tree are worth after it.</summary>
/// <remarks>Source: Rashmi and Gilad-Bachrach (2015), DART: Dropouts meet Multiple Additive Regression Trees; the drawing and the two ways to
/// share out the weights are LightGBM's.</remarks>
internal sealed class DartDrops(DartPlan plan, double learningRate)
{
    private readonly List<double> _weights = [];
    private readonly List<int> _dropped = [];

    /// <summary>Numbers of the trees that are left out, ascending.</summary>
    internal IReadOnlyList<int> Dropped => _dropped;

    /// <summary>Shrinkage of the new tree.</summary>
    internal double Rate => _dropped.Count == 0 ? learningRate
        : plan.XgBoostMode ? learningRate / (learningRate + _dropped.Count) : learningRate / (1 + _dropped.Count);

    /// <summary>Factor on the leaf values of the trees that were left out, once the new tree stands beside them.</summary>
    internal double Kept => _dropped.Count / (_dropped.Count + (plan.XgBoostMode ? learningRate : 1));

    /// <summary>Draws the trees to leave out.</summary>
    internal void Draw(SeededRandom random)
    {
        _dropped.Clear();
        if (_weights.Count == 0 || random.NextDouble() < plan.SkipDrop)
        {
            return;
        }

        var total = 0.0;
        foreach (var weight in _weights)
        {
            total += plan.Uniform ? 1 : weight;
        }

        var rate = plan.MaxDrop > 0 ? Math.Min(plan.DropRate, plan.MaxDrop / (double)_weights.Count) : plan.DropRate;
        for (var tree = 0; tree < _weights.Count && (plan.MaxDrop <= 0 || _dropped.Count < plan.MaxDrop); tree++)
        {
            if (random.NextDouble() < rate * (plan.Uniform ? 1 : _weights[tree]) * _weights.Count / total)
            {
                _dropped.Add(tree);
            }
        }
    }

    /// <summary>Takes the new tree in, and the ones left out back.</summary>
    internal void TakeIn()
    {
        foreach (var tree in _dropped)
        {
            _weights[tree] *= Kept;
        }

        _weights.Add(Rate);
    }
}
