using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Weathervane.Pipelines.Reports.Html;

/// <summary>Writes markup from interpolated strings: what stands in the string is markup, what stands in a hole is text and is escaped.</summary>
/// <remarks>There is no way to write a plain string as markup, so forgetting to escape does not compile.</remarks>
internal sealed class MarkupWriter(TextWriter output)
{
    /// <summary>Writes markup, piece by piece while the string is put together; strings in holes are escaped, doubles are coordinates with two decimals.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "The compiler hands this instance to the handler.")]
    internal void Write([InterpolatedStringHandlerArgument("")] ref Handler markup) => _ = markup;

    /// <summary>Writes the page's own style sheet, which is not escaped because it never holds foreign text.</summary>
    internal void WriteStyle() => output.Write(Stylesheet.Text);

    private void WriteText(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            switch (c)
            {
                case '&': output.Write("&amp;"); break;
                case '<': output.Write("&lt;"); break;
                case '>': output.Write("&gt;"); break;
                case '"': output.Write("&quot;"); break;
                case '\'': output.Write("&#39;"); break;
                default: output.Write(IsUnsafe(c) ? '\uFFFD' : c); break;
            }
        }
    }

    /// <summary>Control characters are not allowed in a page, and direction marks could make a name read as another.</summary>
    internal static bool IsUnsafe(char c) =>
        (char.IsControl(c) && c is not ('\n' or '\t')) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    [InterpolatedStringHandler]
    internal readonly ref struct Handler
    {
        private readonly MarkupWriter _writer;

        public Handler(int literalLength, int holes, MarkupWriter writer)
        {
            _ = (literalLength, holes);
            _writer = writer;
        }

        public void AppendLiteral(string markup) => _writer.Write(markup);

        public void AppendFormatted(string? text) => _writer.WriteText(text);

        public void AppendFormatted(int value) => _writer.WriteText(value.ToString(CultureInfo.InvariantCulture));

        // Adding 0 turns a negative zero, which would be written "-0", into zero.
        public void AppendFormatted(double coordinate) =>
            _writer.WriteText((Math.Round(coordinate, 2) + 0.0).ToString("0.##", CultureInfo.InvariantCulture));
    }

    private void Write(string markup) => output.Write(markup);
}
