namespace Weathervane.Store.Tests.Durability;

/// <summary>The long form of tests that could go on for hours: VANE_LONG=1 asks for it, and the file that VANE_RESULTS names gets a line of each.</summary>
internal static class LongForm
{
    internal static bool Wanted { get; } = Environment.GetEnvironmentVariable("VANE_LONG") == "1";

    /// <summary>Adds what was done so far, so that a long run that is cut short has told something.</summary>
    internal static void Tell(FormattableString line)
    {
        if (Environment.GetEnvironmentVariable("VANE_RESULTS") is { Length: > 0 } results)
        {
            File.AppendAllText(results, FormattableString.Invariant(line) + "\n");
        }
    }
}
