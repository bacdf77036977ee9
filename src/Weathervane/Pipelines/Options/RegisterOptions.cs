namespace Weathervane.Pipelines.Options;

/// <summary>When a new version becomes the champion.</summary>
public enum Promotion
{
    /// <summary>When the gate lets it: another recipe must beat the champion's and the baselines, a refresh must keep within guardrails.</summary>
    IfBetter,

    /// <summary>Never by itself.</summary>
    Never,
}

/// <summary>Under what name the model is kept, and whether it takes over: <c>register:</c>.</summary>
public sealed record RegisterOptions
{
    /// <summary>The registered model's name; null for the pipeline's.</summary>
    public string? Name { get; init; }

    /// <summary>A word for whoever reads the registry later.</summary>
    public string? Notes { get; init; }

    /// <summary>When the new version becomes the champion.</summary>
    public Promotion Promote { get; init; }

    /// <summary>Whether every learner becomes a version, in the file's order, instead of the best one alone.</summary>
    public bool Each { get; init; }
}
