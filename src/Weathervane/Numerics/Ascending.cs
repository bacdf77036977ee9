namespace Weathervane.Numerics;

/// <summary>Looks for places in ascending values, none of which stands twice.</summary>
internal static class Ascending
{
    /// <summary>Where the first value stands that is at least another; the length where there is none.</summary>
    internal static int FirstAtLeast<T>(ReadOnlySpan<T> values, T least)
        where T : IComparable<T>
    {
        var place = values.BinarySearch(least);
        return place < 0 ? ~place : place;
    }
}
