using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Weathervane.Cli;

/// <summary>What the parser says of a value that is of another kind, in words of the command line instead of the program's types.</summary>
internal static partial class ParseWords
{
    /// <summary>The sentence for an error of the parser.</summary>
    internal static string Of(ParseError error)
    {
        var unread = Unread().Match(error.Message);
        if (!unread.Success || error.SymbolResult is not OptionResult { Option: { } option })
        {
            return error.Message;
        }

        var (value, type) = (unread.Groups["value"].Value, Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType);
        return type.IsEnum
            ? $"{option.Name}: '{value}' is not known. {Spelling.Remedy(value, [.. Enum.GetNames(type).Select(n => n.ToLowerInvariant())])}"
            : $"{option.Name}: '{value}' is not {Kind(type, value)}.";
    }

    private static string Kind(Type type, string value) => type switch
    {
        _ when type == typeof(int) => Whole(value, int.MinValue, int.MaxValue),
        _ when type == typeof(long) => Whole(value, long.MinValue, long.MaxValue),
        _ when type == typeof(ulong) => Whole(value, ulong.MinValue, ulong.MaxValue),
        _ when type == typeof(double) => "a number",
        _ when type == typeof(bool) => "true or false",
        _ => "what belongs there",
    };

    private static string Whole(string value, BigInteger least, BigInteger most) =>
        BigInteger.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? $"from {least} to {most}" : "a whole number";

    [GeneratedRegex("^Cannot parse argument '(?<value>.*)' for option '.*' as expected type '", RegexOptions.Singleline)]
    private static partial Regex Unread();
}
