namespace Weathervane.Store.Models;

/// <summary>What a model and an alias may be called.</summary>
public static class ModelName
{
    /// <summary>The alias of the version in use; promoting and rolling back move it.</summary>
    public const string Champion = "champion";

    private const int Longest = 250, LongestAlias = 255;

    /// <summary>Refuses a model name that a reference such as <c>name:3</c> or <c>name@alias</c> could not hold.</summary>
    /// <returns>The name.</returns>
    /// <exception cref="InputException">It is empty, too long, begins or ends with a space, is '.' or '..', or holds '/', ':', '@' or a control character.</exception>
    public static string Check(string name)
    {
        var wrong = name.Length == 0 ? "the name is empty."
            : name.Length > Longest ? $"the name has {name.Length} characters."
            : name is "." or ".." ? $"'{name}' is a place in a path."
            : name.Trim() != name ? $"'{name}' begins or ends with a space."
            : Forbidden(name) is { } bad ? $"'{name}' holds {Shown(bad)}."
            : null;
        return wrong is null ? name : throw new InputException("model name", wrong, $"Use 1 to {Longest} characters without '/', ':', '@' and control characters.");
    }

    /// <summary>Refuses an alias that MLflow's clients could not ask for.</summary>
    /// <returns>The alias.</returns>
    /// <exception cref="InputException">It holds other characters than letters, digits, '_' and '-', or is reserved.</exception>
    public static string CheckAlias(string alias)
    {
        var reserved = alias == "latest" || (alias.Length > 1 && alias[0] == 'v' && alias.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0);
        var plain = alias.Length is > 0 and <= LongestAlias && alias.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
        return plain && !reserved ? alias : throw new InputException(
            "alias", $"'{alias}' cannot be an alias.", $"Use 1 to {LongestAlias} letters, digits, '_' or '-'; 'latest' and 'v' with a number are reserved.");
    }

    /// <summary>The name under which a model of any name is kept: '/', ':', '@' and '%' stand as %2F, %3A, %40 and %25.</summary>
    /// <remarks>MLflow allows names that a reference such as <c>name:3</c> could not hold; <see cref="Decode"/> gives them back.</remarks>
    public static string Encode(string name) => EncodeSigns(name.Replace("%", "%25", StringComparison.Ordinal));

    /// <summary>The name that <see cref="Encode"/> was given.</summary>
    public static string Decode(string name) => name
        .Replace("%2F", "/", StringComparison.Ordinal).Replace("%3A", ":", StringComparison.Ordinal)
        .Replace("%40", "@", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal);

    /// <summary>A LIKE pattern over names as they are kept: '%' stays the wildcard.</summary>
    internal static string EncodeSigns(string pattern) => pattern
        .Replace("/", "%2F", StringComparison.Ordinal).Replace(":", "%3A", StringComparison.Ordinal).Replace("@", "%40", StringComparison.Ordinal);

    private static char? Forbidden(string name) =>
        name.Select(c => (char?)c).FirstOrDefault(c => c is '/' or ':' or '@' || char.IsControl(c!.Value));

    private static string Shown(char character) => char.IsControl(character) ? $"the control character {(int)character}" : $"'{character}'";
}
