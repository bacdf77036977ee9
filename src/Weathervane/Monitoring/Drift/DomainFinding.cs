using System.Globalization;

namespace Weathervane.Monitoring.Drift;

/// <summary>How well a classifier tells the window from the reference that is shown all features at once.</summary>
/// <param name="Area">Area under the curve on rows that it had not learnt from: 0.5 where it cannot tell.</param>
/// <param name="OwnAreas">[stretches] the same for stretches of the reference as long as the window, ascending: what it reaches without drift.</param>
/// <param name="PValue">The share of stretches that reach as much, the window itself counted: at least 1 / (stretches + 1). It says nothing where there are few.</param>
/// <param name="Features">What it goes by, strongest first, five at most.</param>
public sealed record DomainFinding(double Area, IReadOnlyList<double> OwnAreas, double PValue, IReadOnlyList<string> Features)
{
    /// <summary>The finding in words.</summary>
    public string Words
    {
        get
        {
            var found = string.Create(CultureInfo.InvariantCulture, $"All features together: a classifier ranks a row of the window above one of the reference in {Area:P0} of cases (by {string.Join(", ", Features)})");
            return OwnAreas.Count == 0
                ? found + "; the reference is too short to tell how much of that is usual."
                : found + string.Create(CultureInfo.InvariantCulture, $"; {OwnAreas.Count(a => a >= Area)} of {OwnAreas.Count} stretches of the reference itself are told apart as well (they reach {OwnAreas[0]:P0} to {OwnAreas[^1]:P0}).");
        }
    }
}
