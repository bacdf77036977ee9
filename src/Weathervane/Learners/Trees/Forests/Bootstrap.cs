using Weathervane.Learners.Trees.Histograms;
using Weathervane.Numerics;

namespace Weathervane.Learners.Trees.Forests;

/// <summary>The rows of one tree: which were drawn, and what each weighs. Keeps its memory from tree to tree.</summary>
internal sealed class Bootstrap(double[] labels, double[] weights, ForestPlan plan)
{
    /// <summary>All weights together, as whole numbers, so that no sum leaves 31 bits.</summary>
    private const double WeightTotal = 1 << 30;

    private readonly int[] _rows = new int[labels.Length];
    private readonly bool _wholeWeights = !plan.BalanceEachTree && !weights.AsSpan().ContainsAnyExcept(1.0);
    private int _count;

    /// <summary>[rows of the data] how often a row was drawn times its weight; 0 for a row out of the bag.</summary>
    internal double[] Weights { get; } = new double[labels.Length];

    /// <summary>[rows of the data] the same as whole numbers: weight of up and weight of all.</summary>
    internal PackedCell[] Cells { get; } = new PackedCell[labels.Length];

    /// <summary>The rows drawn, each once, ascending.</summary>
    internal ReadOnlySpan<int> Rows => _rows.AsSpan(0, _count);

    /// <summary>How many units of a cell make a weight of 1.</summary>
    internal double Scale { get; private set; }

    /// <summary>The sum of the weights.</summary>
    internal double Total { get; private set; }

    /// <summary>Draws the rows of the next tree.</summary>
    internal void Next(SeededRandom random)
    {
        Array.Fill(Weights, plan.Draws > 0 ? 0 : 1);
        for (var i = 0; i < plan.Draws; i++)
        {
            Weights[random.NextInt(Weights.Length)]++;
        }

        _count = 0;
        for (var row = 0; row < Weights.Length; row++)
        {
            if (Weights[row] > 0)
            {
                Weights[row] *= weights[row];
                _rows[_count++] = row;
            }
        }

        if (plan.BalanceEachTree)
        {
            Balance();
        }

        MakeCells();
    }

    private void Balance()
    {
        double up = 0, total = 0;
        foreach (var row in Rows)
        {
            total += Weights[row];
            up += Weights[row] * labels[row];
        }

        if (up > 0 && up < total)
        {
            var (ofUp, ofDown) = (total / (2 * up), total / (2 * (total - up)));
            foreach (var row in Rows)
            {
                Weights[row] *= labels[row] == 1 ? ofUp : ofDown;
            }
        }
    }

    /// <summary>Whole numbers for the weights; exact where all weights are 1.</summary>
    private void MakeCells()
    {
        Total = 0;
        foreach (var row in Rows)
        {
            Total += Weights[row];
        }

        Scale = _wholeWeights ? 1 : WeightTotal / Total;
        foreach (var row in Rows)
        {
            var weight = Math.Max((long)Math.Round(Weights[row] * Scale), 1);
            Cells[row] = PackedCell.Of(labels[row] == 1 ? weight : 0, weight);
        }
    }
}
