using Weathervane.Datasets;
using Weathervane.Learners.Trees.Bins;
using Weathervane.Learners.Trees.Boosting;
using Weathervane.Learners.Trees.Growth;
using Weathervane.Learners.Trees.Losses;

namespace Weathervane.Learners.Trees;

/// <summary>Gradient boosting with LightGBM's parameters, meanings and defaults: leaf-wise trees on histograms.</summary>
/// <remarks>NaN is a value of its own: each node learns which way it goes. Infinity is an ordinary value. Starts from the constant with the least
/// loss. Rows in a leaf are counted by their hessians, as LightGBM does. Differs: gradients are added up as whole numbers of
/// some 15 bits by default (<see cref="UseQuantizedGrad"/>), bins hold at most 255 values besides missing, monotone columns are kept by
/// the basic method, and random draws are the product's own. Source: Ke et al. (2017), LightGBM; Shi et al. (2022), Quantized
/// Training of Gradient Boosting Decision Trees.</remarks>
public sealed record LightGbm : Learner
{
    /// <inheritdoc/>
    public override string Id => "lightgbm";

    /// <summary>binary (log loss of up), regression (squared error), or quantile (pinball loss at `alpha`).</summary>
    public string Objective { get; init => field = Check.OneOf(value, ["binary", "regression", "quantile"]); } = "binary";

    /// <summary>Which quantile the objective quantile looks for.</summary>
    public double Alpha { get; init => field = Check.Inside(value, 0, 1); } = 0.9;

    /// <summary>gbdt, or dart: leaves some earlier trees out while the next one is grown.</summary>
    public string Boosting { get; init => field = Check.OneOf(value, ["gbdt", "dart"]); } = "gbdt";

    /// <summary>bagging (a random share of the rows), or goss: the rows with large gradients and a share of the others.</summary>
    public string DataSampleStrategy { get; init => field = Check.OneOf(value, ["bagging", "goss"]); } = "bagging";

    /// <summary>Boosting rounds; one tree each.</summary>
    [AlsoCalled("num_iterations", "num_boost_round")]
    public int NEstimators { get; init => field = Check.InRange(value, 1, 100_000); } = 100;

    /// <summary>Shrinkage of every leaf value.</summary>
    [AlsoCalled("eta")]
    public double LearningRate { get; init => field = Check.Above(value, 0, 10); } = 0.1;

    /// <summary>Most leaves in one tree.</summary>
    public int NumLeaves { get; init => field = Check.InRange(value, 2, 131_072); } = 31;

    /// <summary>Most splits between root and leaf; 0 or -1 for no limit.</summary>
    public int MaxDepth { get; init => field = Check.InRange(value, -1, 1_000); } = -1;

    /// <summary>Fewest training rows in a leaf.</summary>
    [AlsoCalled("min_child_samples")]
    public int MinDataInLeaf { get; init => field = Check.InRange(value, 1, int.MaxValue); } = 20;

    /// <summary>Smallest sum of hessians in a leaf.</summary>
    [AlsoCalled("min_sum_hessian", "min_child_weight")]
    public double MinSumHessianInLeaf { get; init => field = Check.InRange(value, 0.0, 1e12); } = 1e-3;

    /// <summary>L1 penalty on leaf values.</summary>
    [AlsoCalled("reg_alpha")]
    public double LambdaL1 { get; init => field = Check.InRange(value, 0.0, 1e12); }

    /// <summary>L2 penalty on leaf values.</summary>
    [AlsoCalled("reg_lambda")]
    public double LambdaL2 { get; init => field = Check.InRange(value, 0.0, 1e12); }

    /// <summary>A split must lower the loss by more than half of this.</summary>
    [AlsoCalled("min_split_gain")]
    public double MinGainToSplit { get; init => field = Check.InRange(value, 0.0, 1e12); }

    /// <summary>Largest size of a leaf value before shrinkage; 0 for no limit.</summary>
    public double MaxDeltaStep { get; init => field = Check.InRange(value, 0.0, 1e12); }

    /// <summary>Draws each leaf towards its parent's value as if so many rows of the parent stood in it; 0 for none.</summary>
    public double PathSmooth { get; init => field = Check.InRange(value, 0.0, 1e12); }

    /// <summary>One value a column: 1 where the forecast may only rise with the feature, -1 where it may only fall, 0 where it is free; empty for all free.</summary>
    public IReadOnlyList<double> MonotoneConstraints { get; init => field = Monotone.Check(value, nameof(MonotoneConstraints)); } = [];

    /// <summary>Looks at one random cut in each column of a node, not at all of them.</summary>
    public bool ExtraTrees { get; init; }

    /// <summary>Share of the rows that a tree grows on; works only with `bagging_freq` above 0.</summary>
    [AlsoCalled("subsample")]
    public double BaggingFraction { get; init => field = Check.Above(value, 0, 1); } = 1;

    /// <summary>Rows are drawn anew every so many rounds; 0 for no bagging.</summary>
    [AlsoCalled("subsample_freq")]
    public int BaggingFreq { get; init => field = Check.InRange(value, 0, 100_000); }

    /// <summary>goss: share of the rows that is kept for its large gradients.</summary>
    public double TopRate { get; init => field = Check.Above(value, 0, 1); } = 0.2;

    /// <summary>goss: share of the rows that is drawn from the others.</summary>
    public double OtherRate { get; init => field = Check.Above(value, 0, 1); } = 0.1;

    /// <summary>dart: share of the earlier trees that is left out of a round.</summary>
    public double DropRate { get; init => field = Check.InRange(value, 0.0, 1.0); } = 0.1;

    /// <summary>dart: most trees left out of a round; 0 or less for no limit.</summary>
    public int MaxDrop { get; init => field = Check.InRange(value, -1, 100_000); } = 50;

    /// <summary>dart: probability that a round leaves none out.</summary>
    public double SkipDrop { get; init => field = Check.InRange(value, 0.0, 1.0); } = 0.5;

    /// <summary>dart: leaves every tree out with the same probability, not in proportion to its weight.</summary>
    public bool UniformDrop { get; init; }

    /// <summary>dart: shares out the trees' weights as XGBoost does.</summary>
    public bool XgboostDartMode { get; init; }

    /// <summary>Share of the columns that a tree may cut.</summary>
    [AlsoCalled("colsample_bytree")]
    public double FeatureFraction { get; init => field = Check.Above(value, 0, 1); } = 1;

    /// <summary>Share of the tree's columns that a node may cut.</summary>
    public double FeatureFractionBynode { get; init => field = Check.Above(value, 0, 1); } = 1;

    /// <summary>binary: gives the rarer class the weight that evens both out.</summary>
    public bool IsUnbalance { get; init; }

    /// <summary>binary: weight of the rows labelled up.</summary>
    public double ScalePosWeight { get; init => field = Check.Above(value, 0, 1e12); } = 1;

    /// <summary>Starts from the constant with the least loss; false for 0.</summary>
    public bool BoostFromAverage { get; init; } = true;

    /// <summary>Most bins of a column, missing not counted.</summary>
    public int MaxBin { get; init => field = Check.InRange(value, 2, 255); } = 255;

    /// <summary>Stops when the loss on the validation rows has not fallen for so many rounds; 0 for never; not with dart.</summary>
    public int EarlyStoppingRounds { get; init => field = Check.InRange(value, 0, 100_000); }

    /// <summary>Adds up gradients as whole numbers (fast); false for doubles (exact, about three times slower).</summary>
    public bool UseQuantizedGrad { get; init; } = true;

    /// <inheritdoc/>
    public override Model Fit(Dataset train, FitContext context)
    {
        RefuseContradictions();
        var loss = Objective switch { "binary" => new LogLoss(), "regression" => new SquaredError(), _ => (Loss)new QuantileLoss(Alpha) };
        var rows = TrainingRows.Of(train, directions: Objective == "binary");
        using var crew = new Crew(context.Threads);
        var data = BinnedRows.Of(rows.Features, MaxBin, crew, context);
        var rules = new GrowthRules(NumLeaves, Math.Max(MaxDepth, 0), MinDataInLeaf, MinSumHessianInLeaf, LambdaL1, LambdaL2, MinGainToSplit)
        {
            MaxStep = MaxDeltaStep,
            PathSmooth = PathSmooth,
            Monotone = Monotone.Of(MonotoneConstraints, rows.Features.Columns, "lightgbm.monotone_constraints"),
            RandomCuts = ExtraTrees,
            Columns = (FeatureFraction, 1, FeatureFractionBynode),
        };
        var plan = new BoostingPlan(NEstimators, LearningRate, EarlyStoppingRounds)
        {
            Start = BoostFromAverage ? null : 0,
            Bagging = (BaggingFraction, BaggingFreq),
            Goss = DataSampleStrategy == "goss" ? new GossPlan(TopRate, OtherRate) : null,
            Dart = Boosting == "dart" ? new DartPlan(DropRate, MaxDrop, SkipDrop, UniformDrop, XgboostDartMode) : null,
        };
        return Boosters.Fit(UseQuantizedGrad, rows, Weights(rows), loss, data, rules, plan, context, crew);
    }

    private double[] Weights(Dataset rows)
    {
        var up = ScalePosWeight;
        var down = 1.0;
        if (IsUnbalance)
        {
            var ups = rows.Labels.Sum();
            var downs = rows.Rows - ups;
            (up, down) = ups == 0 || downs == 0 ? (1, 1) : (Math.Max(downs / ups, 1), Math.Max(ups / downs, 1));
        }

        return Objective == "binary" ? TrainingRows.Weights(rows, up, down) : rows.Weights ?? [];
    }

    private void RefuseContradictions()
    {
        var problems = new List<InputProblem>();
        if (Boosting == "dart" && EarlyStoppingRounds > 0)
        {
            problems.Add(new("lightgbm.early_stopping_rounds", "does not go with boosting dart, which changes earlier trees.", "Set it to 0, or take gbdt."));
        }

        if (DataSampleStrategy == "goss" && BaggingFreq > 0 && BaggingFraction < 1)
        {
            problems.Add(new("lightgbm.bagging_fraction", "does not go with goss, which chooses the rows itself.", "Set bagging_freq to 0, or take bagging."));
        }

        if (DataSampleStrategy == "goss" && TopRate + OtherRate > 1)
        {
            problems.Add(new("lightgbm.top_rate", "and other_rate are more than all rows together.", "Give rates whose sum is at most 1."));
        }

        if (IsUnbalance && ScalePosWeight != 1)
        {
            problems.Add(new("lightgbm.is_unbalance", "and scale_pos_weight both weigh the classes.", "Set one of them."));
        }

        if (problems.Count > 0)
        {
            throw new InputException(problems);
        }
    }

    /// <summary>Equal parameters.</summary>
    /// <param name="other">Another one.</param>
    public bool Equals(LightGbm? other) => other is not null && LearnerParameter.Same(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => LearnerParameter.Hash(this);
}
