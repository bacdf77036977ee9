namespace Weathervane.Tuning.Pruners;

/// <summary>A way to stop trials that will not be among the best: the record of its settings.</summary>
public abstract record Pruner
{
    /// <summary>The pruner's name in pipelines: <c>median</c>.</summary>
    public abstract string Id { get; }

    /// <summary>Whether a trial should stop after its latest report; equal contexts give equal answers.</summary>
    /// <param name="context">What it and other trials reported.</param>
    public abstract bool ShouldStop(PruneContext context);
}
