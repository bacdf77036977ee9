using System.Globalization;
using System.Numerics;
using Weathervane.Datasets;
using Weathervane.Learners.Trees.Bins;

namespace Weathervane.Learners.Trees.Forests;

/// <summary>A random forest with scikit-learn's parameters and meanings: the probability is the mean of the leaves' shares of up.</summary>
/// <remarks>NaN is a value of its own: each node learns which way it goes. Differs: cuts are looked for between 255 bins of
/// about equally many rows instead of between all values, a cut must gain something, and the limit of depth is 0 where scikit-learn says None. Source:
/// Breiman (2001), Random Forests.</remarks>
public sealed record RandomForest : Learner
{
    /// <inheritdoc/>
    public override string Id => "random-forest";

    /// <summary>Trees.</summary>
    public int NEstimators { get; init => field = Check.InRange(value, 1, 100_000); } = 100;

    /// <summary>Most splits between root and leaf; 0 for no limit.</summary>
    public int MaxDepth { get; init => field = Check.InRange(value, 0, 1_000); }

    /// <summary>Columns looked at for each split: sqrt, log2, all, or a share above 0 and up to 1 such as 0.3.</summary>
    public string MaxFeatures { get; init => field = CheckShare(value); } = "sqrt";

    /// <summary>Fewest different training rows in a leaf.</summary>
    public int MinSamplesLeaf { get; init => field = Check.InRange(value, 1, int.MaxValue); } = 1;

    /// <summary>A node with fewer different training rows is not split.</summary>
    public int MinSamplesSplit { get; init => field = Check.InRange(value, 2, int.MaxValue); } = 2;

    /// <summary>Grows each tree on as many rows as there are, drawn with repetition; false for all rows.</summary>
    public bool Bootstrap { get; init; } = true;

    /// <summary>none, or balanced: both classes get the same total weight.</summary>
    public string ClassWeight { get; init => field = Check.OneOf(value, ["none", "balanced"]); } = "none";

    /// <summary>Most bins of a column, missing not counted.</summary>
    public int MaxBin { get; init => field = Check.InRange(value, 2, 255); } = 255;

    /// <inheritdoc/>
    public override Model Fit(Dataset train, FitContext context)
    {
        var rows = TrainingRows.Of(train);
        using var crew = new Crew(context.Threads);
        var data = BinnedRows.Of(rows.Features, MaxBin, crew);
        var plan = new ForestPlan(
            NEstimators, MaxDepth, FeaturesPerSplit(rows.Features.Columns), MinSamplesLeaf, MinSamplesSplit, Bootstrap);
        var trees = new Forest(rows.Labels, TrainingRows.Weights(rows, ClassWeight), data, plan, context).Grow(crew);
        return new TreeModel(rows.Features.Names, trees, new TreeScore { Link = TreeLink.Probability, Mean = true });
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
