namespace Weathervane.Tuning.Pruners;

/// <summary>Every trial runs to its end.</summary>
public sealed record NoPruner : Pruner
{
    /// <inheritdoc/>
    public override string Id => "none";

    /// <inheritdoc/>
    public override bool ShouldStop(PruneContext context) => false;
}
