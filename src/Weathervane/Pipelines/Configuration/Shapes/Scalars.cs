using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Weathervane.Pipelines.Configuration.Shapes;

/// <summary>A number within a range.</summary>
internal sealed class NumberShape(double min, double max) : Shape<double>
{
    internal override bool TryRead(Node node, out double value)
    {
        value = double.NaN;
        var plain = node.Value is YamlScalarNode { Style: ScalarStyle.Plain or ScalarStyle.Any };
        if (!plain || !double.TryParse(node.Scalar, NumberStyles.Float, CultureInfo.InvariantCulture, out value) || !(value >= min && value <= max))
        {
            node.Wrong($"is {node.Shown}.", string.Create(CultureInfo.InvariantCulture, $"It must be a number in [{min}, {max}]."));
            return false;
        }

        return true;
    }

    internal override YamlNode Write(double value) => Plain(value.ToString("R", CultureInfo.InvariantCulture));

    internal override JsonObject Schema() => new() { ["type"] = "number", ["minimum"] = min, ["maximum"] = max };
}

/// <summary>A whole number within a range.</summary>
internal sealed class IntegerShape<T>(T min, T max) : Shape<T>
    where T : IBinaryInteger<T>
{
    internal override bool TryRead(Node node, out T value)
    {
        var plain = node.Value is YamlScalarNode { Style: ScalarStyle.Plain or ScalarStyle.Any };
        var read = T.TryParse(node.Scalar, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var found);
        value = found ?? T.Zero;
        if (!plain || !read || value < min || value > max)
        {
            node.Wrong($"is {node.Shown}.", string.Create(CultureInfo.InvariantCulture, $"It must be a whole number in [{min}, {max}]."));
            return false;
        }

        return true;
    }

    internal override YamlNode Write(T value) => Plain(value.ToString(null, CultureInfo.InvariantCulture));

    internal override JsonObject Schema() => new() { ["type"] = "integer", ["minimum"] = decimal.CreateChecked(min), ["maximum"] = decimal.CreateChecked(max) };
}

/// <summary>Yes or no.</summary>
internal sealed class FlagShape : Shape<bool>
{
    internal override bool TryRead(Node node, out bool value)
    {
        value = node.Scalar == "true";
        if (node.Scalar is not ("true" or "false"))
        {
            node.Wrong($"is {node.Shown}.", "It must be true or false.");
            return false;
        }

        return true;
    }

    internal override YamlNode Write(bool value) => Plain(value ? "true" : "false");

    internal override JsonObject Schema() => new() { ["type"] = "boolean" };
}

/// <summary>Text that is not empty and not absurdly long.</summary>
/// <param name="what">What the text is: "a file's name".</param>
/// <param name="allowed">Whether a text is allowed; null allows all.</param>
/// <param name="remedy">What is allowed, when <paramref name="allowed"/> is given.</param>
internal sealed class TextShape(string what, Func<string, bool>? allowed = null, string? remedy = null) : Shape<string>
{
    private const int LengthMax = 10_000;

    internal override bool TryRead(Node node, out string value)
    {
        value = node.Scalar ?? "";
        if (string.IsNullOrWhiteSpace(value) || value.Length > LengthMax)
        {
            node.Wrong($"is {node.Shown}.", $"It must be {what}.");
            return false;
        }

        if (allowed?.Invoke(value) == false)
        {
            node.Wrong($"is {node.Shown}.", remedy);
            return false;
        }

        return true;
    }

    internal override YamlNode Write(string value) => Quoted(value);

    internal override JsonObject Schema() => new() { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = LengthMax };
}

/// <summary>One of a few words.</summary>
internal sealed class ChoiceShape<T>(IReadOnlyList<(string Word, T Value)> choices) : Shape<T>
{
    private string[] Words => [.. choices.Select(c => c.Word)];

    internal override bool TryRead(Node node, out T value)
    {
        foreach (var (word, meant) in choices)
        {
            if (word == node.Scalar)
            {
                value = meant;
                return true;
            }
        }

        value = default!;
        node.Wrong($"is {node.Shown}.", node.Scalar is { } typed ? Spelling.Remedy(typed, Words) : $"It must be one of {string.Join(", ", Words)}.");
        return false;
    }

    internal override YamlNode Write(T value) => Plain(choices.First(c => EqualityComparer<T>.Default.Equals(c.Value, value)).Word);

    internal override JsonObject Schema() => new() { ["type"] = "string", ["enum"] = new JsonArray([.. Words.Select(w => JsonValue.Create(w))]) };
}
