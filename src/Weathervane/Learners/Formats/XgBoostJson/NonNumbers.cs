namespace Weathervane.Learners.Formats.XgBoostJson;

/// <summary>Makes JSON of what XGBoost writes: it puts a bare <c>NaN</c> for the threshold of a node that splits on categories.</summary>
internal static class NonNumbers
{
    /// <summary>The same text with <c>null</c> for each bare NaN; texts in quotes stay as they are.</summary>
    internal static ReadOnlyMemory<byte> AsNull(ReadOnlyMemory<byte> json)
    {
        if (json.Span.IndexOf("NaN"u8) < 0)
        {
            return json;
        }

        var from = json.Span;
        var to = new List<byte>(json.Length + 64);
        var inText = false;
        for (var i = 0; i < from.Length; i++)
        {
            if (!inText && from[i..].StartsWith("NaN"u8))
            {
                to.AddRange("null"u8);
                i += 2;
                continue;
            }

            to.Add(from[i]);
            if (from[i] == (byte)'"')
            {
                inText = !inText;
            }
            else if (inText && from[i] == (byte)'\\' && i + 1 < from.Length)
            {
                to.Add(from[++i]);
            }
        }

        return to.ToArray();
    }
}
