using System.Globalization;
using Weathervane.Datasets;
using Weathervane.Learners.Trees.Bins;
using Weathervane.Learners.Trees.Boosting;
using Weathervane.Learners.Trees.Growth;
using Weathervane.Learners.Trees.Losses;
using Weathervane.Numerics;

namespace Weathervane.Learners.Trees;

/// <summary>Gradient boosting with XGBoost's parameters, meanings and defaults (tree_method hist): depth-wise or loss-guided trees.</summary>
/// <remarks>NaN is a value of its own: each node learns which way it goes, and where none was missing it goes with most rows. Differs: gradients
/// are added up as whole numbers of some 15 bits by default (<see cref="UseQuantizedGrad"/>), values are compared in double precision,
/// `subsample` draws exactly that share, bins hold at most 255 values besides missing, and random draws are the product's own.
/// Source: Chen and Guestrin (2016), XGBoost.</remarks>
public sealed record XgBoost : Learner
{
    /// <summary>XGBoost splits for no smaller gain than this.</summary>
    private const double LeastGain = 1e-6;

    /// <inheritdoc/>
    public override string Id => "xgboost";

    /// <summary>binary:logistic (log loss of up), reg:squarederror, or reg:quantileerror (pinball loss at `quantile_alpha`).</summary>
    public string Objective { get; init => field = Check.OneOf(value, ["binary:logistic", "reg:squarederror", "reg:quantileerror"]); } = "binary:logistic";

    /// <summary>Which quantile the objective reg:quantileerror looks for.</summary>
    public double QuantileAlpha { get; init => field = Check.Inside(value, 0, 1); } = 0.5;

    /// <summary>Boosting rounds; one tree each.</summary>
    [AlsoCalled("num_boost_round")]
    public int NEstimators { get; init => field = Check.InRange(value, 1, 100_000); } = 100;

    /// <summary>Shrinkage of every leaf value.</summary>
    [AlsoCalled("learning_rate")]
    public double Eta { get; init => field = Check.Above(value, 0, 10); } = 0.3;

    /// <summary>Most splits between root and leaf; 0 for no limit.</summary>
    public int MaxDepth { get; init => field = Check.InRange(value, 0, 1_000); } = 6;

    /// <summary>depthwise (all nodes of one depth before the next), or lossguide: the node whose split gains most.</summary>
    public string GrowPolicy { get; init => field = Check.OneOf(value, ["depthwise", "lossguide"]); } = "depthwise";

    /// <summary>Most leaves in one tree; 0 for no limit.</summary>
    public int MaxLeaves { get; init => field = Check.InRange(value, 0, 131_072); }

    /// <summary>A split must gain more than this.</summary>
    [AlsoCalled("min_split_loss")]
    public double Gamma { get; init => field = Check.InRange(value, 0.0, 1e12); }

    /// <summary>Smallest sum of hessians in a leaf.</summary>
    public double MinChildWeight { get; init => field = Check.InRange(value, 0.0, 1e12); } = 1;

    /// <summary>Largest size of a leaf value before shrinkage; 0 for no limit.</summary>
    public double MaxDeltaStep { get; init => field = Check.InRange(value, 0.0, 1e12); }

    /// <summary>L2 penalty on leaf values.</summary>
    [AlsoCalled("reg_lambda")]
    public double Lambda { get; init => field = Check.InRange(value, 0.0, 1e12); } = 1;

    /// <summary>L1 penalty on leaf values.</summary>
    [AlsoCalled("reg_alpha")]
    public double Alpha { get; init => field = Check.InRange(value, 0.0, 1e12); }

    /// <summary>Share of the rows that a tree grows on, drawn anew for each.</summary>
    public double Subsample { get; init => field = Check.Above(value, 0, 1); } = 1;

    /// <summary>Share of the columns that a tree may cut.</summary>
    public double ColsampleBytree { get; init => field = Check.Above(value, 0, 1); } = 1;

    /// <summary>Share of the tree's columns that one level of it may cut.</summary>
    public double ColsampleBylevel { get; init => field = Check.Above(value, 0, 1); } = 1;

    /// <summary>Share of the level's columns that a node may cut.</summary>
    public double ColsampleBynode { get; init => field = Check.Above(value, 0, 1); } = 1;

    /// <summary>binary:logistic: weight of the rows labelled up.</summary>
    public double ScalePosWeight { get; init => field = Check.Above(value, 0, 1e12); } = 1;

    /// <summary>The forecast before the first tree: a probability, or a value; auto for the constant with the least loss, rows weighted as in the fit, as XGBoost 2 and later do (1.7 had 0.5).</summary>
    public string BaseScore { get; init => field = CheckScore(value); } = "auto";

    /// <summary>One value a column: 1 where the forecast may only rise with the feature, -1 where it may only fall, 0 where it is free; empty for all free.</summary>
    public IReadOnlyList<double> MonotoneConstraints { get; init => field = Monotone.Check(value, nameof(MonotoneConstraints)); } = [];

    /// <summary>Most bins of a column, missing not counted; XGBoost has 256.</summary>
    public int MaxBin { get; init => field = Check.InRange(value, 2, 255); } = 255;

    /// <summary>Stops when the loss on the validation rows has not fallen for so many rounds; 0 for never.</summary>
    public int EarlyStoppingRounds { get; init => field = Check.InRange(value, 0, 100_000); }

    /// <summary>Adds up gradients as whole numbers (fast); false for doubles (exact, about three times slower).</summary>
    public bool UseQuantizedGrad { get; init; } = true;

    private bool IsDirection => Objective == "binary:logistic";

    /// <inheritdoc/>
    public override Model Fit(Dataset train, FitContext context)
    {
        var start = Start();
        var loss = Objective switch
        {
            "binary:logistic" => new LogLoss(), "reg:squarederror" => new SquaredError(), _ => (Loss)new QuantileLoss(QuantileAlpha),
        };
        var rows = TrainingRows.Of(train, IsDirection);
        using var crew = new Crew(context.Threads);
        var data = BinnedRows.Of(rows.Features, MaxBin, crew, context);
        var rules = new GrowthRules(LeavesAtMost(rows.Rows), MaxDepth, 0, MinChildWeight, Alpha, Lambda, Math.Max(Gamma, LeastGain))
        {
            Order = GrowPolicy == "depthwise" ? GrowthOrder.LevelByLevel : GrowthOrder.BestFirst,
            MaxStep = MaxDeltaStep,
            Monotone = Monotone.Of(MonotoneConstraints, rows.Features.Columns, "xgboost.monotone_constraints"),
            Columns = (ColsampleBytree, ColsampleBylevel, ColsampleBynode),
        };
        var weights = IsDirection ? TrainingRows.Weights(rows, ScalePosWeight, 1) : rows.Weights ?? [];
        var plan = new BoostingPlan(NEstimators, Eta, EarlyStoppingRounds) { Start = start ?? loss.Start(rows.Labels, weights), Bagging = (Subsample, Subsample < 1 ? 1 : 0) };
        return Boosters.Fit(UseQuantizedGrad, rows, weights, loss, data, rules, plan, context, crew);
    }

    private int LeavesAtMost(int rows)
    {
        var byDepth = MaxDepth is > 0 and < 31 ? 1 << MaxDepth : int.MaxValue;
        // Without any limit a tree may have a leaf for every row, and no more.
        return Math.Min(MaxLeaves > 0 ? MaxLeaves : Math.Max(rows, 2), byDepth);
    }

    private double? Start()
    {
        if (BaseScore == "auto")
        {
            return null;
        }

        var score = Number(BaseScore);
        if (IsDirection && score is not (> 0 and < 1))
        {
            throw new InputException(
                "xgboost.base_score", $"must be a probability above 0 and below 1, but is {BaseScore}.", "Leave it out to start from the share of up.");
        }

        return IsDirection ? FixedMath.Logit(score) : score;
    }

    private static double Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;

    private static string CheckScore(string value) => value == "auto" || double.IsFinite(Number(value))
        ? value
        : throw new ArgumentException($"{nameof(BaseScore)} must be auto or a number, but is '{value}'.", nameof(value));

    /// <summary>Equal parameters.</summary>
    /// <param name="other">Another one.</param>
    public bool Equals(XgBoost? other) => other is not null && LearnerParameter.Same(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => LearnerParameter.Hash(this);
}
