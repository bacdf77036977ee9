namespace Weathervane.Store.Search;

/// <summary>One key to sort by.</summary>
/// <param name="Key">What is sorted by.</param>
/// <param name="Ascending">Smallest first.</param>
internal readonly record struct Order(FilterKey Key, bool Ascending)
{
    /// <summary>Reads <c>metrics.log_loss DESC</c>; without a word it ascends.</summary>
    /// <exception cref="InputException">It has another form.</exception>
    internal static Order Parse(string text)
    {
        var scanner = new FilterScanner(text, "order_by");
        var key = scanner.ReadKey();
        var descending = scanner.TakeWord("DESC");
        if (!descending)
        {
            scanner.TakeWord("ASC");
        }

        return scanner.AtEnd
            ? new Order(key, !descending)
            : throw scanner.Wrong(scanner.Place, $"{scanner.Rest()} follows the key.", "Write a key, then ASC or DESC.");
    }
}
