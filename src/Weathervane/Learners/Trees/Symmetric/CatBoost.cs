using System.Globalization;
using Weathervane.Datasets;
using Weathervane.Learners.Trees.Histograms;
using Weathervane.Learners.Trees.Losses;

namespace Weathervane.Learners.Trees.Symmetric;

/// <summary>Gradient boosting with CatBoost's parameters, meanings and defaults: symmetric trees, whose levels ask one question of all their leaves.</summary>
/// <remarks>Values are compared as float32. Automatic values (0 or auto) are worked out as CatBoost does on a CPU. Differs: gradients are added
/// up as whole numbers of some 15 bits by default (<see cref="UseQuantizedGrad"/>); random draws are the product's own; at most 254 borders;
/// the steps of a leaf are halved when that leaf, not the whole loss, gets worse; of <c>od_wait</c> and its other name
/// <c>early_stopping_rounds</c> the latter is offered. Only float features. Without columns that can be cut, trees have one leaf. Source:
/// Prokhorenkova et al. (2018), CatBoost: unbiased boosting with categorical features; CatBoost 1.2.</remarks>
public sealed record CatBoost : Learner
{
    /// <inheritdoc/>
    public override string Id => "catboost";

    /// <summary>Most trees.</summary>
    public int Iterations { get; init => field = Check.InRange(value, 1, 100_000); } = 1000;

    /// <summary>Factor on every leaf value; 0 for CatBoost's formula over rows and <see cref="Iterations"/>, which holds while <see cref="L2LeafReg"/> and the leaf estimation keep their defaults (else, and for quantiles, 0.03).</summary>
    public double LearningRate { get; init => field = Check.InRange(value, 0.0, 10); }

    /// <summary>Most levels of a tree.</summary>
    public int Depth { get; init => field = Check.InRange(value, 1, 16); } = 6;

    /// <summary>Penalty on the square of leaf values, for rows of mean weight.</summary>
    public double L2LeafReg { get; init => field = Check.InRange(value, 0.0, 1e12); } = DefaultL2;

    /// <summary>Noise on the scores of splits while structures are chosen, in sizes of a gradient; it fades as the model grows.</summary>
    public double RandomStrength { get; init => field = Check.InRange(value, 0.0, 1e6); } = 1;

    /// <summary>How rows are drawn for the structure of each tree: MVS, Bayesian, Bernoulli or No.</summary>
    public string BootstrapType { get; init => field = Check.OneOf(value, ["MVS", "Bayesian", "Bernoulli", "No"]); } = "MVS";

    /// <summary>Power of the Bayesian bootstrap's exponential weights; 0 makes them all 1.</summary>
    public double BaggingTemperature { get; init => field = Check.InRange(value, 0.0, 1e3); } = 1;

    /// <summary>Share of the rows drawn by MVS or Bernoulli; 0 for 0.8 and 0.66, and for 1 below 100 rows.</summary>
    public double Subsample { get; init => field = Check.InRange(value, 0.0, 1); }

    /// <summary>Chance of each column to be looked at on a level.</summary>
    public double Rsm { get; init => field = Check.Above(value, 0, 1); } = 1;

    /// <summary>Most borders between the bins of a column, one of them for missing values where there are any.</summary>
    public int BorderCount { get; init => field = Check.InRange(value, 1, 254); } = 254;

    /// <summary>How borders are chosen; GreedyLogSum, CatBoost's default, is the only way offered.</summary>
    public string FeatureBorderType { get; init => field = Check.OneOf(value, ["GreedyLogSum"]); } = "GreedyLogSum";

    /// <summary>Missing values are below (Min) or above (Max) all others, or refused (Forbidden).</summary>
    public string NanMode { get; init => field = Check.OneOf(value, ["Min", "Max", "Forbidden"]); } = "Min";

    /// <summary>Plain, or Ordered: gradients for the structure come from models that were trained without their rows, at several times the cost.</summary>
    public string BoostingType { get; init => field = Check.OneOf(value, ["Plain", "Ordered"]); } = "Plain";

    /// <summary>How splits are scored: Cosine, or L2.</summary>
    public string ScoreFunction { get; init => field = Check.OneOf(value, ["Cosine", "L2"]); } = "Cosine";

    /// <summary>How leaves find their values: Newton, Gradient, Exact (quantiles only), or auto: Exact for quantiles, else Newton.</summary>
    public string LeafEstimationMethod { get; init => field = Check.OneOf(value, ["auto", "Newton", "Gradient", "Exact"]); } = "auto";

    /// <summary>Steps for each leaf value; 0 for CatBoost's choice: on log loss 10 of Newton or 40 of Gradient (1 with fewer than 20 columns and 200 trees), else 1.</summary>
    public int LeafEstimationIterations { get; init => field = Check.InRange(value, 0, 1000); }

    /// <summary>Whether boosting starts from the best constant: true, false, or auto: true but for log loss and with <see cref="ModelShrinkRate"/>.</summary>
    public string BoostFromAverage { get; init => field = Check.OneOf(value.ToLowerInvariant(), ["auto", "true", "false"]); } = "auto";

    /// <summary>What the model loses before each new tree: by <see cref="ModelShrinkMode"/> this times the learning rate, or this by the number of trees.</summary>
    public double ModelShrinkRate { get; init => field = Check.InRange(value, 0.0, 0.999); }

    /// <summary>Constant, or Decreasing.</summary>
    public string ModelShrinkMode { get; init => field = Check.OneOf(value, ["Constant", "Decreasing"]); } = "Constant";

    /// <summary>Logloss, RMSE, or Quantile, also Quantile:alpha=0.9; without alpha it is the median.</summary>
    public string LossFunction { get; init => field = CheckLoss(value); } = "Logloss";

    /// <summary>Weight of rows that went up; on log loss only.</summary>
    public double ScalePosWeight { get; init => field = Check.Above(value, 0, 1e9); } = 1;

    /// <summary>None, Balanced (the rarer class is raised to the weight of the other), or SqrtBalanced (by the root of that); on log loss only.</summary>
    public string AutoClassWeights { get; init => field = Check.OneOf(value, ["None", "Balanced", "SqrtBalanced"]); } = "None";

    /// <summary>Stops when the loss on the validation rows has not fallen for so many trees; 0 for never.</summary>
    public int EarlyStoppingRounds { get; init => field = Check.InRange(value, 0, 100_000); }

    /// <summary>Keeps the trees up to the lowest loss on the validation rows, where there are any.</summary>
    public bool UseBestModel { get; init; } = true;

    /// <summary>Adds up gradients as whole numbers (fast); false for doubles (exact, about three times slower).</summary>
    public bool UseQuantizedGrad { get; init; } = true;

    private const double DefaultL2 = 3;

    private const string AlphaPrefix = "Quantile:alpha=";

    private bool IsLogloss => LossFunction == "Logloss";

    /// <inheritdoc/>
    public override Model Fit(Dataset train, FitContext context)
    {
        RequireSense();
        var rows = TrainingRows.Of(train, directions: IsLogloss);
        using var crew = new Crew(context.Threads);
        var data = BorderedRows.Of(rows.Features, BorderCount, NanMode, crew, context);
        return Boost(rows, data, PlanFor(rows, context), context, crew);
    }

    /// <summary>The plan with all automatic values worked out.</summary>
    internal SymmetricPlan PlanFor(Dataset rows, FitContext context)
    {
        var fromAverage = BoostFromAverage == "true" || (BoostFromAverage == "auto" && !IsLogloss && ModelShrinkRate == 0);
        var watched = UseBestModel && context.Validation is { Rows: > 0 };
        var method = LeafEstimationMethod == "auto" ? (LossFunction.StartsWith("Quantile", StringComparison.Ordinal) ? "Exact" : "Newton") : LeafEstimationMethod;
        var formula = L2LeafReg == DefaultL2 && LeafEstimationMethod == "auto" && LeafEstimationIterations == 0;
        return new SymmetricPlan
        {
            Rounds = Iterations,
            Rate = LearningRate > 0 ? LearningRate : AutomaticRate.Of(formula ? LossFunction : "", watched, fromAverage, rows.Rows, Iterations),
            Depth = Depth,
            // CatBoost too takes next to nothing for 0, so that an empty leaf divides 0 by something.
            L2 = Math.Max(L2LeafReg, 1e-20),
            Cosine = ScoreFunction == "Cosine",
            RandomStrength = RandomStrength,
            ColumnShare = Rsm,
            Bootstrap = Enum.Parse<BootstrapKind>(BootstrapType, ignoreCase: true),
            Subsample = SubsampleOf(rows.Rows),
            Temperature = BaggingTemperature,
            LeafMethod = Enum.Parse<LeafMethod>(method),
            LeafIterations = LeafIterationsOf(method, rows.Features.Columns),
            FromAverage = fromAverage,
            Ordered = BoostingType == "Ordered",
            ShrinkRate = ModelShrinkRate,
            ShrinkDecreases = ModelShrinkMode == "Decreasing",
            Patience = EarlyStoppingRounds,
            KeepBest = UseBestModel,
        };
    }

    private TreeModel Boost(Dataset rows, BorderedRows data, SymmetricPlan plan, FitContext context, Crew crew)
    {
        var (loss, weights) = (LossOf(), IsLogloss ? ClassWeights.Of(rows, ScalePosWeight, AutoClassWeights) : rows.Weights);
        return new SymmetricBooster(rows, weights, loss, data, plan, context, crew, (start, gradient) => UseQuantizedGrad
            ? Search<PackedCell>(rows, weights, loss, data, plan, context, crew, start, gradient)
            : Search<ExactCell>(rows, weights, loss, data, plan, context, crew, start, gradient)).Fit();
    }

    private static TreeSearch Search<TCell>(
        Dataset rows, double[]? weights, Loss loss, BorderedRows data, SymmetricPlan plan, FitContext context, Crew crew, double start, double[] gradient)
        where TCell : unmanaged, ICell<TCell> => plan.Ordered
            ? new OrderedSearch<TCell>(start, rows.Labels, weights, loss, data.Bins, plan, context.Seed, crew)
            : new PlainSearch<TCell>(gradient, weights, data.Bins, plan, crew);

    private void RequireSense()
    {
        if (ModelShrinkRate > 0 && BoostFromAverage == "true")
        {
            throw new InputException("model_shrink_rate", $"is {ModelShrinkRate}, which cannot go with boost_from_average.", "Set one of the two to 0 or false.");
        }

        if (ScalePosWeight != 1 && AutoClassWeights != "None")
        {
            throw new InputException("scale_pos_weight", $"is {ScalePosWeight}, but auto_class_weights is {AutoClassWeights}.", "Set one of the two only.");
        }

        if (LeafEstimationMethod == "Exact" && !LossFunction.StartsWith("Quantile", StringComparison.Ordinal))
        {
            throw new InputException("leaf_estimation_method", $"Exact is for Quantile only, but loss_function is {LossFunction}.", "Choose Newton or Gradient.");
        }
    }

    private double SubsampleOf(int rows) => Subsample > 0 ? Subsample : rows < 100 ? 1 : BootstrapType == "MVS" ? 0.8 : 0.66;

    private int LeafIterationsOf(string method, int columns) => LeafEstimationIterations > 0 ? LeafEstimationIterations
        : !IsLogloss || (Iterations < 200 && columns < 20) ? 1
        : method == "Newton" ? 10 : 40;

    private Loss LossOf() => LossFunction switch
    {
        "Logloss" => new LogLoss(),
        "RMSE" => new SquaredError(),
        _ => new QuantileLoss(Alpha(LossFunction)),
    };

    private static double Alpha(string loss) => loss == "Quantile" ? 0.5
        : double.TryParse(loss.AsSpan(Math.Min(AlphaPrefix.Length, loss.Length)), NumberStyles.Float, CultureInfo.InvariantCulture, out var alpha) ? alpha : double.NaN;

    private static string CheckLoss(string value) =>
        value is "Logloss" or "RMSE" or "Quantile" || (value.StartsWith(AlphaPrefix, StringComparison.Ordinal) && Alpha(value) is > 0 and < 1)
            ? value
            : throw new ArgumentException($"{nameof(LossFunction)} must be Logloss, RMSE, Quantile or Quantile:alpha=A with A in (0, 1), but is '{value}'.", nameof(value));
}
