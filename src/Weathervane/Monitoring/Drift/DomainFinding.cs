namespace Weathervane.Monitoring.Drift;

/// <summary>How well a classifier tells the window from the reference that is shown all features at once.</summary>
/// <param name="Area">Area under the curve on rows that it had not learnt from: 0.5 where it cannot tell.</param>
/// <param name="OwnAreas">[stretches] the same for stretches of the reference as long as the window, ascending: what it reaches without drift.</param>
/// <param name="PValue">The share of stretches that reach as much, the window itself counted.</param>
/// <param name="Features">What it goes by, strongest first.</param>
public sealed record DomainFinding(double Area, IReadOnlyList<double> OwnAreas, double PValue, IReadOnlyList<string> Features);
