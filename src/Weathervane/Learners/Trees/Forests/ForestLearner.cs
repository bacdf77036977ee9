using System.Globalization;
using System.Numerics;
using Weathervane.Datasets;

namespace Weathervane.Learners.Trees.Forests;

/// <summary>What random forests and extremely randomised trees share: everything but where they look for cuts.</summary>
public abstract record ForestLearner : Learner
{
    /// <summary>Trees.</summary>
    public int NEstimators { get; init => field = Check.InRange(value, 1, 100_000); } = 100;

    /// <summary>What a cut must lower: gini, or entropy (log_loss is another name for it).</summary>
    public string Criterion { get; init => field = Check.OneOf(value, ["gini", "entropy", "log_loss"]); } = "gini";

    /// <summary>Most splits between root and leaf; 0 for no limit.</summary>
    public int MaxDepth { get; init => field = Check.InRange(value, 0, 1_000); }

    /// <summary>Columns looked at for each split: sqrt, log2, all, or a share above 0 and up to 1 such as 0.3.</summary>
    public string MaxFeatures { get; init => field = CheckShare(value); } = "sqrt";

    /// <summary>Fewest different training rows in a leaf.</summary>
    public int MinSamplesLeaf { get; init => field = Check.InRange(value, 1, int.MaxValue); } = 1;

    /// <summary>A node with fewer different training rows is not split.</summary>
    public int MinSamplesSplit { get; init => field = Check.InRange(value, 2, int.MaxValue); } = 2;

    /// <summary>Most leaves of a tree, which then grows where impurity falls most; 0 for no limit.</summary>
    public int MaxLeafNodes { get; init => field = value == 0 ? 0 : Check.InRange(value, 2, int.MaxValue); }

    /// <summary>A split must lower the mean impurity of the tree's rows by at least this.</summary>
    public double MinImpurityDecrease { get; init => field = Check.InRange(value, 0.0, 1.0); }

    /// <summary>Grows each tree on rows drawn with repetition; false for all rows.</summary>
    public bool Bootstrap { get; init; } = true;

    /// <summary>How many rows a tree draws, as a share of all; less than 1 needs <see cref="Bootstrap"/>.</summary>
    public double MaxSamples { get; init => field = Check.Above(value, 0, 1); } = 1;

    /// <summary>Forecasts each training row by the trees that had not drawn it, and scores that; needs <see cref="Bootstrap"/>.</summary>
    public bool OobScore { get; init; }

    /// <summary>none; balanced: both classes get the same total weight; or balanced_subsample: the same in the rows that each tree drew.</summary>
    public string ClassWeight { get; init => field = Check.OneOf(value, ["none", "balanced", "balanced_subsample"]); } = "none";

    /// <inheritdoc/>
    /// <exception cref="InputException">A parameter needs a bootstrap that is switched off.</exception>
    public override Model Fit(Dataset train, FitContext context)
    {
        RefuseWithoutBootstrap();
        var rows = TrainingRows.Of(train);
        using var crew = new Crew(context.Threads);
        var plan = PlanFor(rows);
        var forest = new Forest(rows, TrainingRows.Weights(rows, ClassWeight), plan, Cuts(rows, plan, crew, context), context);
        var (trees, outOfBag) = forest.Grow(crew, OobScore);
        return new TreeModel(rows.Features.Names, trees, new TreeScore { Link = TreeLink.Probability, Mean = true }) { OutOfBag = outOfBag };
    }

    /// <summary>Makes the search for cuts of one worker.</summary>
    private protected abstract Func<IColumnCuts> Cuts(Dataset rows, ForestPlan plan, Crew crew, FitContext context);

    private ForestPlan PlanFor(Dataset rows) => new()
    {
        Trees = NEstimators,
        Criterion = Criterion == "gini" ? Forests.Criterion.Gini : Forests.Criterion.Entropy,
        MaxDepth = MaxDepth,
        MaxLeaves = MaxLeafNodes,
        FeaturesPerSplit = FeaturesPerSplit(rows.Features.Columns),
        MinLeafRows = MinSamplesLeaf,
        MinSplitRows = MinSamplesSplit,
        MinDecrease = MinImpurityDecrease,
        Draws = Bootstrap ? Math.Max((int)Math.Round(MaxSamples * rows.Rows), 1) : 0,
        BalanceEachTree = ClassWeight == "balanced_subsample",
    };

    private void RefuseWithoutBootstrap()
    {
        var problems = new List<InputProblem>();
        if (!Bootstrap && OobScore)
        {
            problems.Add(new($"{Id}.oob_score", "is true, but every tree grows on all rows, so none is out of the bag.", "Set bootstrap to true, or oob_score to false."));
        }

        if (!Bootstrap && MaxSamples < 1)
        {
            problems.Add(new($"{Id}.max_samples", FormattableString.Invariant($"is {MaxSamples}, but every tree grows on all rows."), "Set bootstrap to true, or max_samples to 1."));
        }

        if (problems.Count > 0)
        {
            throw new InputException(problems);
        }
    }

    private int FeaturesPerSplit(int columns) => Math.Clamp(
        MaxFeatures switch
        {
            "sqrt" => (int)Math.Sqrt(columns),
            "log2" => BitOperations.Log2((uint)columns),
            "all" => columns,
            _ => (int)(Share(MaxFeatures) * columns),
        },
        1,
        Math.Max(columns, 1));

    private static double Share(string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) ? share : double.NaN;

    private static string CheckShare(string value) => value is "sqrt" or "log2" or "all" || Share(value) is > 0 and <= 1
        ? value
        : throw new ArgumentException($"{nameof(MaxFeatures)} must be sqrt, log2, all or a share in (0, 1], but is '{value}'.", nameof(value));
}
