using Weathervane.Datasets;
using Weathervane.Learners.Trees.Bins;
using Weathervane.Learners.Trees.Boosting;
using Weathervane.Learners.Trees.Growth;
using Weathervane.Learners.Trees.Histograms;
using Weathervane.Learners.Trees.Losses;

namespace Weathervane.Learners.Trees;

/// <summary>Gradient boosting on log loss with LightGBM's parameters, meanings and defaults: leaf-wise trees on histograms.</summary>
/// <remarks>NaN is a value of its own: each node learns which way it goes. Infinity is an ordinary value. Starts from the log
/// odds of the training share of up. Rows in a leaf are counted by their hessians, as LightGBM does. Differs: gradients are
/// added up as whole numbers of some 15 bits by default (<see cref="UseQuantizedGrad"/>), bins hold at most 255 values besides
/// missing, and random draws are the product's own. Source: Ke et al. (2017), LightGBM; Shi et al. (2022), Quantized Training
/// of Gradient Boosting Decision Trees.</remarks>
public sealed record LightGbm : Learner
{
    /// <inheritdoc/>
    public override string Id => "lightgbm";

    /// <summary>Boosting rounds; one tree each.</summary>
    public int NEstimators { get; init => field = Check.InRange(value, 1, 100_000); } = 100;

    /// <summary>Shrinkage of every leaf value.</summary>
    public double LearningRate { get; init => field = Check.Above(value, 0, 10); } = 0.1;

    /// <summary>Most leaves in one tree.</summary>
    public int NumLeaves { get; init => field = Check.InRange(value, 2, 131_072); } = 31;

    /// <summary>Most splits between root and leaf; 0 or -1 for no limit.</summary>
    public int MaxDepth { get; init => field = Check.InRange(value, -1, 1_000); } = -1;

    /// <summary>Fewest training rows in a leaf.</summary>
    public int MinDataInLeaf { get; init => field = Check.InRange(value, 1, int.MaxValue); } = 20;

    /// <summary>Smallest sum of hessians in a leaf.</summary>
    public double MinSumHessianInLeaf { get; init => field = Check.InRange(value, 0.0, 1e12); } = 1e-3;

    /// <summary>L1 penalty on leaf values.</summary>
    public double LambdaL1 { get; init => field = Check.InRange(value, 0.0, 1e12); }

    /// <summary>L2 penalty on leaf values.</summary>
    public double LambdaL2 { get; init => field = Check.InRange(value, 0.0, 1e12); }

    /// <summary>A split must lower the loss by more than half of this.</summary>
    public double MinGainToSplit { get; init => field = Check.InRange(value, 0.0, 1e12); }

    /// <summary>Share of the rows that a tree grows on; works only with <see cref="BaggingFreq"/> above 0.</summary>
    public double BaggingFraction { get; init => field = Check.Above(value, 0, 1); } = 1;

    /// <summary>Rows are drawn anew every so many rounds; 0 for no bagging.</summary>
    public int BaggingFreq { get; init => field = Check.InRange(value, 0, 100_000); }

    /// <summary>Share of the columns that a tree may cut.</summary>
    public double FeatureFraction { get; init => field = Check.Above(value, 0, 1); } = 1;

    /// <summary>Most bins of a column, missing not counted.</summary>
    public int MaxBin { get; init => field = Check.InRange(value, 2, 255); } = 255;

    /// <summary>Stops when the loss on the validation rows has not fallen for so many rounds; 0 for never.</summary>
    public int EarlyStoppingRounds { get; init => field = Check.InRange(value, 0, 100_000); }

    /// <summary>Adds up gradients as whole numbers (fast); false for doubles (exact, about three times slower).</summary>
    public bool UseQuantizedGrad { get; init; } = true;

    /// <inheritdoc/>
    public override Model Fit(Dataset train, FitContext context)
    {
        var loss = new LogLoss();
        var rows = TrainingRows.Of(train);
        using var crew = new Crew(context.Threads);
        var data = BinnedRows.Of(rows.Features, MaxBin, crew, context);
        var rules = new GrowthRules(
            NumLeaves, Math.Max(MaxDepth, 0), MinDataInLeaf, MinSumHessianInLeaf, LambdaL1, LambdaL2, MinGainToSplit);
        var plan = new BoostingPlan(NEstimators, LearningRate, BaggingFraction, BaggingFreq, FeatureFraction, EarlyStoppingRounds);
        return UseQuantizedGrad
            ? new Booster<PackedCell>(rows, loss, data, rules, plan, context, crew).Fit()
            : new Booster<ExactCell>(rows, loss, data, rules, plan, context, crew).Fit();
    }
}
