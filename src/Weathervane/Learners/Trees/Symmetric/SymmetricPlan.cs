namespace Weathervane.Learners.Trees.Symmetric;

/// <summary>How rows are sampled for the structure of a tree; the leaf values always come from all rows.</summary>
internal enum BootstrapKind
{
    /// <summary>All rows, with their own weights.</summary>
    No,

    /// <summary>Weights drawn from an exponential distribution, to the power of the temperature.</summary>
    Bayesian,

    /// <summary>Each row with the same chance.</summary>
    Bernoulli,

    /// <summary>Each row with a chance in proportion to the size of its gradient, and a weight of one by that chance.</summary>
    Mvs,
}

/// <summary>What a leaf's step is divided by.</summary>
internal enum LeafMethod
{
    /// <summary>The sum of hessians.</summary>
    Newton,

    /// <summary>The sum of weights.</summary>
    Gradient,

    /// <summary>Nothing: the step that the loss finds best from the leaf's residuals.</summary>
    Exact,
}

/// <summary>Everything that boosting with symmetric trees has to decide, with CatBoost's automatic values worked out.</summary>
internal sealed record SymmetricPlan
{
    /// <summary>Most trees.</summary>
    internal required int Rounds { get; init; }

    /// <summary>Factor on every leaf value.</summary>
    internal required double Rate { get; init; }

    /// <summary>Most levels of a tree.</summary>
    internal required int Depth { get; init; }

    /// <summary>Penalty on the square of a leaf's step, for rows of mean weight.</summary>
    internal required double L2 { get; init; }

    /// <summary>Whether splits are scored by the cosine between steps and gradients; else by the fall of the squared error.</summary>
    internal bool Cosine { get; init; } = true;

    /// <summary>How much noise the scores of splits get, in sizes of a gradient.</summary>
    internal double RandomStrength { get; init; }

    /// <summary>The chance of a column to be looked at on a level.</summary>
    internal double ColumnShare { get; init; } = 1;

    /// <summary>How rows are sampled.</summary>
    internal BootstrapKind Bootstrap { get; init; }

    /// <summary>Share of the rows for <see cref="BootstrapKind.Bernoulli"/> and <see cref="BootstrapKind.Mvs"/>.</summary>
    internal double Subsample { get; init; } = 1;

    /// <summary>The power of <see cref="BootstrapKind.Bayesian"/>.</summary>
    internal double Temperature { get; init; } = 1;

    /// <summary>How leaves find their values.</summary>
    internal LeafMethod LeafMethod { get; init; }

    /// <summary>Steps for each leaf value.</summary>
    internal int LeafIterations { get; init; } = 1;

    /// <summary>Whether the score before the first tree is the best constant; else 0.</summary>
    internal bool FromAverage { get; init; }

    /// <summary>Whether gradients come from models that have not seen their rows.</summary>
    internal bool Ordered { get; init; }

    /// <summary>What the trees so far lose before each new one: this times the rate, or, decreasing, this by the number of trees.</summary>
    internal double ShrinkRate { get; init; }

    /// <summary>Whether shrinking fades.</summary>
    internal bool ShrinkDecreases { get; init; }

    /// <summary>Stops when the validation loss has not fallen for so many trees; 0 for never.</summary>
    internal int Patience { get; init; }

    /// <summary>Whether only the trees up to the lowest validation loss are kept.</summary>
    internal bool KeepBest { get; init; }

    /// <summary>The factor on the model before a round.</summary>
    internal double ShrinkageBefore(int round) =>
        round == 0 || ShrinkRate == 0 ? 1 : 1 - (ShrinkDecreases ? ShrinkRate / round : ShrinkRate * Rate);
}
