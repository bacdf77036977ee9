using System.Buffers.Text;

namespace Weathervane.Bars.Reading;

/// <summary>Reads numbers whose decimals stand behind a comma, without culture: <c>1234,5</c>, <c>-0,25</c>, <c>1.234.567,8</c>, <c>1,2e3</c>.</summary>
internal static class CommaNumber
{
    private const int LettersMax = 64, GroupDigits = 3;

    /// <summary>Reads a number, NaN where it is none; a point that does not stand before three digits of a whole number makes it none.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        value = double.NaN;
        if (text.Length > LettersMax)
        {
            return false;
        }

        Span<byte> plain = stackalloc byte[LettersMax];
        var whole = text.IndexOf((byte)',') is var comma and >= 0 ? comma : text.Length;
        var (length, start) = (0, text.Length > 0 && text[0] is (byte)'-' or (byte)'+' ? 1 : 0);
        var grouped = text[..whole].Contains((byte)'.');
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == (byte)'.')
            {
                if (i == start || i >= whole || !IsGroup(text[(i + 1)..whole]))
                {
                    return false;
                }
            }
            else
            {
                plain[length++] = i == whole ? (byte)'.' : text[i];
            }
        }

        // Before the first point at most three digits.
        var isNumber = (!grouped || text[start..].IndexOf((byte)'.') <= GroupDigits)
            && Utf8Parser.TryParse(plain[..length], out value, out var read) && read == length;
        value = isNumber ? value : double.NaN;
        return isNumber;
    }

    private static bool IsGroup(ReadOnlySpan<byte> behind)
    {
        var end = behind.IndexOf((byte)'.') is var next and >= 0 ? next : behind.Length;
        return end == GroupDigits && !behind[..end].ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }
}
