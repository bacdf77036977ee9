using System.Buffers;

namespace Weathervane.Cli.Commands;

/// <summary>A field of a CSV file that a command writes.</summary>
internal static class CsvField
{
    // Whatever one of the separators that readers guess at may be.
    private static readonly SearchValues<char> Special = SearchValues.Create(",;\t\"\n\r");

    /// <summary>The text, in quotes where it holds what a field must be quoted for.</summary>
    internal static string Quoted(string text) => text.AsSpan().ContainsAny(Special) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
