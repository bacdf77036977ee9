using System.Numerics;
using System.Runtime.CompilerServices;

namespace Weathervane;

/// <summary>Guards for the caller's mistakes; each gives the value back when it is allowed.</summary>
public static class Check
{
    /// <summary>Refuses a value outside [<paramref name="min"/>, <paramref name="max"/>], and NaN.</summary>
    /// <param name="value">The value to check.</param>
    /// <param name="min">The smallest value allowed.</param>
    /// <param name="max">The largest value allowed.</param>
    /// <param name="expression">Filled in by the compiler.</param>
    /// <param name="member">Filled in by the compiler: the property, when an <c>init</c> accessor calls.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value lies outside, or is NaN.</exception>
    public static T InRange<T>(
        T value,
        T min,
        T max,
        [CallerArgumentExpression(nameof(value))] string expression = "",
        [CallerMemberName] string member = "")
        where T : INumber<T>
    {
        // Written so that NaN, which compares false with everything, is refused too.
        if (!(value >= min && value <= max))
        {
            throw OutOfRange(NameOf(expression, member), string.Create(Invariant, $"[{min}, {max}]"), value);
        }

        return value;
    }

    /// <summary>Refuses a value outside (<paramref name="above"/>, <paramref name="below"/>), and NaN.</summary>
    /// <param name="value">The value to check.</param>
    /// <param name="above">The value must be larger than this.</param>
    /// <param name="below">The value must be smaller than this.</param>
    /// <param name="expression">Filled in by the compiler.</param>
    /// <param name="member">Filled in by the compiler.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value lies outside, or is NaN.</exception>
    public static double Inside(
        double value,
        double above,
        double below,
        [CallerArgumentExpression(nameof(value))] string expression = "",
        [CallerMemberName] string member = "") => value > above && value < below
            ? value
            : throw OutOfRange(NameOf(expression, member), string.Create(Invariant, $"({above}, {below})"), value);

    /// <summary>Refuses a value outside (<paramref name="above"/>, <paramref name="max"/>], and NaN.</summary>
    /// <param name="value">The value to check.</param>
    /// <param name="above">The value must be larger than this.</param>
    /// <param name="max">The largest value allowed.</param>
    /// <param name="expression">Filled in by the compiler.</param>
    /// <param name="member">Filled in by the compiler.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value lies outside, or is NaN.</exception>
    public static double Above(
        double value,
        double above,
        double max,
        [CallerArgumentExpression(nameof(value))] string expression = "",
        [CallerMemberName] string member = "")
    {
        if (!(value > above && value <= max))
        {
            throw OutOfRange(NameOf(expression, member), string.Create(Invariant, $"({above}, {max}]"), value);
        }

        return value;
    }

    /// <summary>Refuses a name that is not in the list of those allowed.</summary>
    /// <param name="value">The name to check; upper and lower case differ.</param>
    /// <param name="allowed">The names allowed.</param>
    /// <param name="expression">Filled in by the compiler.</param>
    /// <param name="member">Filled in by the compiler.</param>
    /// <exception cref="ArgumentException">The name is not among <paramref name="allowed"/>.</exception>
    public static string OneOf(
        string value,
        IReadOnlyCollection<string> allowed,
        [CallerArgumentExpression(nameof(value))] string expression = "",
        [CallerMemberName] string member = "")
    {
        var name = NameOf(expression, member);
        return allowed.Contains(value)
            ? value
            : throw new ArgumentException($"{name} must be one of {string.Join(", ", allowed)}, but is '{value}'.{(Spelling.Closest(value, allowed) is { } meant ? $" Did you mean '{meant}'?" : "")}", name);
    }

    /// <summary>Refuses two lengths that differ.</summary>
    /// <param name="actual">The length found.</param>
    /// <param name="expected">The length wanted.</param>
    /// <param name="name">What has that length.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void SameLength(int actual, int expected, string name)
    {
        if (actual != expected)
        {
            throw new ArgumentException(string.Create(Invariant, $"{name} must hold {expected} values, but holds {actual}."), name);
        }
    }

    private static System.Globalization.CultureInfo Invariant => System.Globalization.CultureInfo.InvariantCulture;

    private static string NameOf(string expression, string member) => expression == "value" ? member : expression;

    private static ArgumentOutOfRangeException OutOfRange<T>(string name, string allowed, T value) =>
        // The message starts with the claim, so that a person reads what was wrong first; the runtime appends the parameter's name.
        new(name, string.Create(Invariant, $"{name} must be in {allowed}, but is {value}."));
}
