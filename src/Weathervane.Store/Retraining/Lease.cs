namespace Weathervane.Store.Retraining;

/// <summary>The right to do what only one of several servers may do at a time.</summary>
/// <param name="Name">What it is for: <c>retraining/btcusd-1h</c>.</param>
/// <param name="Owner">Who holds it.</param>
/// <param name="Fence">Rises with each change of hands: a result that shows an older one comes too late.</param>
/// <param name="Until">When others may take it, on the store's clock.</param>
public sealed record Lease(string Name, string Owner, long Fence, DateTimeOffset Until);
